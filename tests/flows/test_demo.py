"""Does the demo say so when something does not happen?"""

import pytest

from bot import demo
from bot.demo import Stage, play


async def test_a_step_that_does_not_happen_ends_the_demo_with_one_and_its_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(demo, "PATIENCE", 0.5)

    async def story(stage: Stage) -> None:
        stage.tell("Tineke stuurt iets.")
        tineke = stage.phones["Tineke"] = stage.telegram.phone("Tineke")
        await tineke.send("hallo")
        await stage.sees("Tineke", "alleen op uitnodiging")
        stage.tell("Tineke krijgt een cadeau.")
        await stage.sees("Tineke", "Gefeliciteerd")

    assert await play(story) == 1

    shown = " ".join(capsys.readouterr().out.split())
    assert "Deze stap gebeurde niet: Tineke krijgt een cadeau. – Tineke ziet niet: Gefeliciteerd" in shown
    assert "Deze bot werkt alleen op uitnodiging" in shown
