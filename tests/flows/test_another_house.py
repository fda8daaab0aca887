"""Another house needs no code: Kennemerland has its own tables, ladder and window."""

import re
from collections.abc import Callable

from bot.data import data_folder
from bot.demo import open_stage
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.regio import parse_regio
from bot.usecases.regios import load_regio
from tests.flows.conftest import House


async def test_kennemerland_reminds_on_its_own_ladder_in_its_own_window(new_database: Callable[[str], str]):
    regio = parse_regio((data_folder("regios") / "kennemerland.toml").read_text(encoding="utf-8"))
    huis = regio.naam
    async with open_stage(new_database("sqlite")) as stage:
        await stage.services.run(load_regio, regio)
        house = House(stage)
        await house.link(
            Lotte=NieuwPersoon("Lotte", frozenset({Rol.MAKELAAR}), huis, gemeenten=frozenset({"Haarlem"})),
            Bram=NieuwPersoon("Bram", frozenset({Rol.ACTIEHOUDER}), "Politie"),
        )
        await house.says("Lotte", "/nieuw", "Nieuwe casus van gemeente Haarlem. Voor welke tafel?")
        tafel = regio.tafels_for("Haarlem")[0]
        made = await house.presses("Lotte", tafel.naam, "Nieuwe casus: ")
        referentie = re.findall(r"\b\w{3}-\w{3}-\w\b", made.text)[0]
        await house.agree(f"politie 1 maart {referentie}: huisbezoek", makelaar="Lotte")
        await house.phone("Bram").wait_for("Nieuwe actie voor u, uiterlijk maandag 1 maart")

        opens, morning = (f"{moment:%H:%M}" for moment in (regio.verzending.van, regio.verzending.ochtendbericht))
        assert (opens, regio.herinneringen.ladder) != ("08:00", (-5, -1, 0, 1))
        kalender = await stage.services.read(lambda tx: tx.kalender)
        deadline = (await stage.services.read(lambda tx: tx.afspraken.all_open()))[0].deadline
        overdue = kalender.next_werkdag(deadline)
        rungs = [kalender.shift(deadline, dag) for dag in regio.herinneringen.ladder]
        for on in sorted([*rungs, overdue]):
            if on == overdue:
                await house.comes("Lotte", f"{referentie} · Politie · 1 werkdag te laat", f"{on} {morning}")
            if on in rungs:
                await house.comes("Bram", re.compile("uw actie", re.IGNORECASE), f"{on} {opens}")
