"""Does a beheerder get, or remove, all that is stored about one casus or one person?"""

import json
from datetime import date, time
from typing import Any

from typer.testing import CliRunner

from bot.cli import cli as commands
from bot.domain.afspraak import Afspraak
from bot.domain.persoon import PersoonId, Rol
from bot.domain.verzending import Soort
from bot.services import Services
from bot.settings import Settings
from bot.usecases.circulatie import send_agenda
from bot.usecases.komst import come
from bot.usecases.mdo import plan_mdo
from tests.builders import agree, join
from tests.cli.conftest import Cli

UNKNOWN = "Deze referentie ken ik niet. Controleer de tekens: drie, drie, één."


def next_week(services: Services) -> date:
    return services.run_now(lambda tx: tx.kalender.shift(tx.today, 5))


def a_casus(cli: Cli) -> Afspraak:
    """An afspraak by Marijke, for Tineke."""
    with cli.services() as services:
        marijke = join(services, "Marijke", Rol.MAKELAAR, organisatie="Politie", chat_id=5_000_000_001)
        tineke = join(
            services, "Tineke", Rol.ACTIEHOUDER, zetel="FACT", email="t@tactus.example", chat_id=5_000_000_002
        )
        return agree(services, marijke, tineke, next_week(services))


def test_the_export_of_a_casus_holds_all_about_it_and_of_people_no_more_than_who_they_are(house: Cli):
    afspraak = a_casus(house)

    document = json.loads(house.ok("casus", "export", afspraak.casus))

    gegevens = document["gegevens"]
    assert document["over"] == f"casus {afspraak.casus}"
    assert [row["referentie"] for row in gegevens["casus"]] == [afspraak.casus]
    (agreed,) = gegevens["afspraak"]
    assert (agreed["actie"], agreed["deadline"]) == ("intake plannen", str(afspraak.deadline))
    assert [row["key"] for row in gegevens["outbox"]] == [f"nieuw:{afspraak.id}:1"]
    assert {row["naam"]: sorted(row) for row in gegevens["persoon"]} == {
        naam: ["id", "naam", "organisatie", "zetel"] for naam in ("Marijke", "Tineke")
    }
    assert {row["daad"] for row in gegevens["audit"]} >= {"casus_nieuw", "afspraak_vastgelegd", "casus_geexporteerd"}
    assert "500000000" not in json.dumps(document), "no chat of anybody"


def test_a_reference_may_be_typed_as_it_comes(one: Cli):
    ref = a_casus(one).casus

    for typed in (ref.lower(), ref.replace("-", ""), ref.replace("-", " "), f" {ref} "):
        assert json.loads(one.ok("casus", "export", typed))["over"] == f"casus {ref}"


def test_what_is_not_there_is_one_clear_line(one: Cli):
    for command in (["casus", "export"], ["casus", "delete"]):
        assert (one(*command, "K7M-3QX-K").code, one(*command, "K7M-3QX-K").faults) == (1, [UNKNOWN])
        result = one(*command, "zomaar")
        assert (result.code, len(result.faults)) == (1, 1)
        assert "drie, drie, één" in result.err
        assert "zomaar" not in result.err


def test_deleting_asks_first(one: Cli):
    ref = a_casus(one).casus
    env = {**dict.fromkeys(Settings.model_fields), **one.env}

    for answer, left in (("\n", 1), ("nee\n", 1), ("", 1), ("ja\n", 0)):
        result = CliRunner().invoke(commands, ["casus", "delete", ref], input=answer, env=env)
        assert (result.exit_code == 0) == (left == 0), answer
        assert len(one.dump()["casus"]) == left


def test_a_casus_and_all_about_it_goes_on_request(house: Cli):
    afspraak = a_casus(house)
    with house.services() as services:
        people = [services.run_now(lambda tx, id=id: tx.personen.get(PersoonId(id))) for id in (1, 2)]
        other = agree(services, *people, next_week(services))

    out = house.ok("casus", "delete", afspraak.casus, "--ja")

    assert out.startswith(f"{afspraak.casus} is verwijderd, met 1 afspraak.")
    found = {name: [row for row in rows if afspraak.casus in row] for name, rows in house.dump().items()}
    assert {name for name, rows in found.items() if rows} == {"audit"}
    assert any("casus_verwijderd" in row for row in found["audit"])
    assert any("verwijderd" in row for row in house.dump()["maandcijfer"])
    assert house("casus", "export", afspraak.casus).faults == [UNKNOWN]
    assert json.loads(house.ok("casus", "export", other.casus))["gegevens"]["afspraak"]


def test_of_an_mdo_about_it_alone_all_is_exported_and_who_was_invited_is_named_when_it_goes(house: Cli):
    afspraak = a_casus(house)
    with house.services() as services:
        marijke = services.run_now(lambda tx: tx.personen.get(PersoonId(1)))
        lena = join(services, "Lena", Rol.PARTNER, organisatie="Limor", chat_id=5_000_000_003)
        day = next_week(services)

        def invite(tx: Any) -> None:
            mdo = plan_mdo(tx, afspraak.casus, tx.kalender.at(day, time(10)), None, [lena.id], marijke)
            send_agenda(tx, tx.verzendingen.add(mdo.id, Soort.AGENDA, marijke.id, tx.now))
            come(tx, mdo.id, lena)

        services.run_now(invite)

    gegevens = json.loads(house.ok("casus", "export", afspraak.casus))["gegevens"]
    assert [row["antwoord"] for row in gegevens["aanwezigheid"]] == ["komt"]
    assert len(gegevens["ontvangen"]) == 1

    out = house.ok("casus", "delete", afspraak.casus, "--ja")
    assert out.rstrip().endswith(
        f"Het MDO van {day:%d-%m-%Y} is ook weg. Laat zelf weten dat het niet doorgaat: Lena, Limor."
    )


def test_the_export_of_a_person_holds_all_that_is_theirs(house: Cli):
    afspraak = a_casus(house)
    house.ok("uitnodiging", "create", "2", "--json")

    document = json.loads(house.ok("gebruiker", "export", "t@tactus.example"))

    gegevens = document["gegevens"]
    assert document["over"] == "persoon 2"
    (persoon,) = gegevens["persoon"]
    assert (persoon["naam"], persoon["zetel"], persoon["chat_id"]) == ("Tineke", "FACT", 5_000_000_002)
    assert [row["actie"] for row in gegevens["afspraak"]] == ["intake plannen"]
    assert "token_hash" not in gegevens["uitnodiging"][0]
    assert f"nieuw:{afspraak.id}:1" in [row["key"] for row in gegevens["outbox"]]
    assert {"persoon_toegevoegd", "persoon_geexporteerd"} <= {row["daad"] for row in gegevens["audit"]}
    assert "Marijke" not in json.dumps(document)


def test_the_export_of_nobody_is_one_clear_line(one: Cli):
    result = one("gebruiker", "export", "99")
    assert (result.code, result.faults) == (1, ["Die persoon ken ik niet. Kijk met: afsprakenbot gebruiker list"])
