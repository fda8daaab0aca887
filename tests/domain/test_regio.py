"""What does a house decide for itself, and does the product hold it to that?"""

import json
import tomllib
from collections import Counter
from contextlib import suppress
from datetime import date, time
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.domain import regio as regio_module
from bot.domain.regio import (
    GEMEENTE,
    Bijeenkomsten,
    Casustafel,
    Organisatie,
    Regio,
    RegioFaults,
    Sluitingsdag,
    UnknownNaam,
    Zetel,
    changes,
    from_document,
    parse_regio,
    regio_to_toml,
    removed_keys,
    to_document,
)

ROOT = Path(__file__).parents[2]
IJSSELLAND = (ROOT / "regios" / "ijsselland.toml").read_text("utf-8")
KENNEMERLAND = (ROOT / "regios" / "kennemerland.toml").read_text("utf-8")
REGIO = parse_regio(IJSSELLAND)
TAFELS = [
    "topx-zwolle",
    "topx-deventer",
    "ggz-zwolle",
    "ggz-deventer",
    "jor-zwolle",
    "jor-deventer",
    "extremisme",
    "netwerktafel",
]


def edited(*edits: tuple[str, str]) -> Regio:
    """IJsselland, with the first occurrence of each text replaced."""
    text = IJSSELLAND
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse_regio(text)


# IJsselland, as the papers have it


def test_ijsselland_has_its_eight_tables() -> None:
    assert [tafel.sleutel for tafel in REGIO.casustafels] == TAFELS
    assert (REGIO.sleutel, REGIO.naam) == ("ijsselland", "Veiligheidshuis IJsselland")


@pytest.mark.parametrize(
    ("sleutel", "waar", "gebouw"),
    [
        ("topx-zwolle", "Zeven Alleetjes 1, Zwolle", "Veiligheidshuis"),
        ("topx-deventer", "Storminkstraat 2, Deventer", "Politiebureau"),
        ("ggz-zwolle", "Zeven Alleetjes 1, Zwolle", "Veiligheidshuis"),
        ("ggz-deventer", "Polstraat 48, Deventer", "Bijzonder Zorg Team"),
        ("jor-zwolle", "Zeven Alleetjes 1, Zwolle", "Veiligheidshuis"),
        ("jor-deventer", "Brinkgreverweg 3, Deventer", "Raster"),
        ("extremisme", None, None),
        ("netwerktafel", None, None),
    ],
)
def test_each_table_has_its_address(sleutel: str, waar: str | None, gebouw: str | None) -> None:
    tafel = REGIO.tafel(sleutel)

    assert (tafel.waar, tafel.gebouw) == (waar, gebouw)


def test_each_gemeente_is_discussed_at_its_location() -> None:
    zwolle = {
        "Dalfsen",
        "Hardenberg",
        "Kampen",
        "Ommen",
        "Staphorst",
        "Steenwijkerland",
        "Zwartewaterland",
        "Zwolle",
    }
    deventer = {"Deventer", "Olst-Wijhe", "Raalte"}

    for soort in ("topx", "ggz", "jor"):
        assert {g.naam for g in REGIO.gemeenten_of(f"{soort}-zwolle")} == zwolle
        assert {g.naam for g in REGIO.gemeenten_of(f"{soort}-deventer")} == deventer
    assert {g.naam for g in REGIO.gemeenten_of("extremisme")} == zwolle | deventer


def test_a_casus_of_raalte_can_go_to_the_tables_of_deventer_and_to_the_regional_one() -> None:
    tafels = [tafel.sleutel for tafel in REGIO.tafels_for("raalte")]

    assert tafels == ["topx-deventer", "ggz-deventer", "jor-deventer", "extremisme"]


def test_a_table_can_name_its_own_gemeenten() -> None:
    regio = edited(('sleutel = "ggz-zwolle"', 'sleutel = "ggz-zwolle"\ngemeenten = ["Kampen", "Raalte"]'))

    assert [g.naam for g in regio.gemeenten_of("ggz-zwolle")] == ["Kampen", "Raalte"]
    assert "ggz-zwolle" in [tafel.sleutel for tafel in regio.tafels_for("Raalte")]
    assert "ggz-zwolle" not in [tafel.sleutel for tafel in regio.tafels_for("Ommen")]


def test_tactus_sits_at_the_tables_in_two_ways() -> None:
    assert REGIO.organisatie("tactus").zetels == ("FACT", "reclassering")
    assert Zetel("Tactus", "reclassering") in REGIO.tafel("topx-zwolle").vaste_kern
    assert Zetel("Tactus", "FACT") in REGIO.tafel("ggz-deventer").vaste_kern
    assert Zetel("Tactus", "FACT").naam == "Tactus (FACT)"


def test_om_is_what_people_type_for_the_openbaar_ministerie() -> None:
    assert REGIO.organisatie("om").naam == "Openbaar Ministerie"
    assert all(Zetel("Openbaar Ministerie") in REGIO.tafel(sleutel).vaste_kern for sleutel in TAFELS[:6])


def test_fact_teams_differ_between_zwolle_and_deventer() -> None:
    def fact(sleutel: str) -> set[str]:
        return {zetel.organisatie for zetel in REGIO.tafel(sleutel).vaste_kern if zetel.zetel == "FACT"}

    assert fact("ggz-zwolle") == {"Dimence", "Tactus", "Transfore", "Trajectum"}
    assert fact("ggz-deventer") == {"Dimence", "Tactus", "Trajectum"}


def test_at_top_x_three_reclasseringen_sit() -> None:
    kern = REGIO.tafel("topx-zwolle").vaste_kern

    assert kern == REGIO.tafel("topx-deventer").vaste_kern
    assert {zetel.organisatie for zetel in kern} == {
        "Leger des Heils",
        "Tactus",
        "Reclassering Nederland",
        "Openbaar Ministerie",
        "Politie",
        GEMEENTE,
        "DJI",
    }


def test_the_seat_of_the_gemeente_is_the_one_of_the_casus() -> None:
    kern = REGIO.tafel("topx-zwolle").kern_for("Kampen")

    assert Zetel("Gemeente Kampen") in kern
    assert not any(zetel.is_gemeente for zetel in kern)
    assert len(kern) == len(REGIO.tafel("topx-zwolle").vaste_kern)


def test_every_gemeente_is_an_organisation() -> None:
    kampen = Organisatie(naam="Gemeente Kampen", convenant=True)

    assert kampen in REGIO.alle_organisaties
    assert REGIO.organisatie("gemeente kampen") == kampen
    assert len(REGIO.alle_organisaties) == len(REGIO.organisaties) + 11


def test_a_gemeente_outside_the_convenant_is_no_partner_in_cases() -> None:
    regio = edited(('naam = "Dalfsen"', 'naam = "Dalfsen"\nconvenant = false'))

    assert not regio.organisatie("Gemeente Dalfsen").convenant


def test_at_the_netwerktafel_subjects_are_discussed_and_no_cases() -> None:
    assert [tafel.sleutel for tafel in REGIO.casustafels if not tafel.casussen] == ["netwerktafel"]
    assert [tafel.sleutel for tafel in REGIO.casustafels if tafel.onderwerpen] == ["netwerktafel"]


@pytest.mark.parametrize("text", [IJSSELLAND, KENNEMERLAND])
def test_no_casus_can_go_to_a_table_without_cases(text: str) -> None:
    regio = parse_regio(text)

    offered = {tafel.sleutel for gemeente in regio.gemeenten for tafel in regio.tafels_for(gemeente.naam)}

    assert offered == {tafel.sleutel for tafel in regio.casustafels if tafel.casussen}
    assert len(offered) < len(regio.casustafels)


def test_the_name_in_messages_does_not_say_whom_a_table_is_about() -> None:
    telling = (
        "top",
        "veelpleger",
        "ggz",
        "verward",
        "jor",
        "risico",
        "jong",
        "extremis",
        "radical",
        "nazorg",
    )

    for regio in (REGIO, parse_regio(KENNEMERLAND)):
        names = [tafel.agendanaam for tafel in regio.casustafels]
        assert len(set(names)) == len(names)
        assert not [name for name in names if any(word in name.lower() for word in telling)]
    assert REGIO.tafel("extremisme").agendanaam == "Regionaal overleg"


def test_top_x_meets_every_two_weeks_and_ggz_once_a_month() -> None:
    year = date(2027, 1, 1), date(2027, 12, 31)
    february = date(2027, 2, 1), date(2027, 2, 28)

    assert REGIO.tafel("topx-zwolle").meeting_days(*february) == [date(2027, 2, 2), date(2027, 2, 16)]
    assert REGIO.tafel("ggz-zwolle").meeting_days(*february) == [date(2027, 2, 10)]
    assert [len(REGIO.tafel(t).meeting_days(*year)) for t in TAFELS] == [26, 26, 12, 12, 12, 12, 0, 0]


def test_a_rhythm_keeps_its_weeks_from_wherever_one_looks() -> None:
    tafel = REGIO.tafel("topx-zwolle")

    assert tafel.meeting_days(date(2027, 2, 9), date(2027, 2, 20)) == [date(2027, 2, 16)]
    assert tafel.meeting_days(date(2026, 1, 1), date(2026, 12, 31)) == []  # before its first day


def test_both_ladders_stand_in_the_file() -> None:
    assert [trede.sleutel for trede in REGIO.aanspreken] == ["actiehouder", "mandaat"]
    assert [trede.sleutel for trede in REGIO.opschalen] == ["tactisch", "strategisch-bestuurlijk"]


def test_a_casus_is_judged_with_a_category_of_the_house_or_with_a_kind_of_table() -> None:
    assert REGIO.alle_categorieen == REGIO.categorieen
    bare = REGIO.model_copy(update={"categorieen": ()})
    assert bare.alle_categorieen[0] == "Veelplegers/Top-X"
    assert len(set(bare.alle_categorieen)) == len(bare.alle_categorieen) == 4
    assert "Regionale netwerktafel" not in bare.alle_categorieen


def test_a_step_is_found_by_its_key_and_is_unknown_when_it_is_gone() -> None:
    assert REGIO.trede("tactisch") == REGIO.opschalen[0]
    with pytest.raises(UnknownNaam):
        REGIO.trede("landelijk")


def test_the_rules_of_ijsselland() -> None:
    assert REGIO.herinneringen.ladder == (-5, -1, 0, 1)
    assert (REGIO.verzending.van, REGIO.verzending.tot) == (time(8), time(18))
    assert REGIO.verzending.ochtendbericht == time(8, 30)
    assert REGIO.berichten.inhoud == "kort"
    assert REGIO.bewaartermijnen.bijeenkomst_dagen == 120
    assert REGIO.zone.key == "Europe/Amsterdam"
    assert Sluitingsdag(12, 24) in REGIO.sluitingsdagen


def test_ijsselland_leaves_a_bijeenkomst_on_a_day_off_out() -> None:
    assert REGIO.bijeenkomsten == Bijeenkomsten()
    assert (REGIO.bijeenkomsten.vrije_dag, REGIO.bijeenkomsten.sluiting_werkdagen) == ("overslaan", 3)
    assert (REGIO.bijeenkomsten.minuten, REGIO.bijeenkomsten.inzage_dagen) == (20, 14)


def test_the_work_process_of_ijsselland_stands_in_the_file() -> None:
    assert [(stap.sleutel, stap.werkdagen) for stap in REGIO.werkproces] == [
        ("informatie", -3),
        ("agenda", -2),
        ("autorisaties", -2),
        ("versturen", -2),
        ("verslag", 1),
        ("uitkomst", 2),
        ("amazone", 2),
    ]
    assert [stap.sleutel for stap in REGIO.werkproces if "GCOS" not in stap.naam] == ["amazone"]


def test_the_outermost_values_of_a_bijeenkomst_are_taken() -> None:
    least = edited(("ing_werkdagen = 3", "ing_werkdagen = 0"), ("minuten = 20", "minuten = 5"), ("= 14", "= 0"))
    most = edited(("ing_werkdagen = 3", "ing_werkdagen = 30"), ("minuten = 20", "minuten = 240"), ("= 14", "= 365"))
    steps = edited(("werkdagen = -3", "werkdagen = -30"), ("werkdagen = 1\n", "werkdagen = 30\n"))

    assert least.bijeenkomsten == Bijeenkomsten(sluiting_werkdagen=0, minuten=5, inzage_dagen=0)
    assert most.bijeenkomsten == Bijeenkomsten(sluiting_werkdagen=30, minuten=240, inzage_dagen=365)
    assert [steps.werkproces[0].werkdagen, steps.werkproces[4].werkdagen] == [-30, 30]


def test_the_guard_gets_the_words_of_the_region() -> None:
    assert {"Dimence Groep", "Veilig Thuis IJsselland", "Isala"} <= set(REGIO.woorden.organisaties)
    assert {"Meppel", "Den Haag", "Stadshagen"} <= set(REGIO.woorden.plaatsen)
    assert {"cliënt", "wijkagent", "begeleider", "reclasseringswerker"} <= set(REGIO.woorden.rollen)


# Another house


def test_kennemerland_needs_no_code() -> None:
    regio = parse_regio(KENNEMERLAND)

    assert len(regio.gemeenten) == 10
    assert {gemeente.locatie for gemeente in regio.gemeenten} == {"Haarlem"}
    assert [trede.naam for trede in regio.opschalen] == [
        "Ketenregiegroep",
        "Burgemeester en/of directeur Publieke Gezondheid",
        "Bestuurlijke Regiegroep",
    ]
    assert regio.opschalen[2].wanneer == "bij verschil van inzicht binnen de ketenregiegroep"
    assert regio.herinneringen != REGIO.herinneringen
    assert regio.verzending != REGIO.verzending
    assert regio.bijeenkomsten == Bijeenkomsten(vrije_dag="volgende_werkdag")
    assert regio.werkproces == ()


def test_the_ketenregiegroep_of_kennemerland_is_a_meeting_without_cases_or_subjects() -> None:
    regio = parse_regio(KENNEMERLAND)
    groep, bestuur = regio.tafel("ketenregiegroep"), regio.tafel("bestuurlijke-regiegroep")

    assert not any((groep.casussen, groep.onderwerpen, bestuur.casussen, bestuur.onderwerpen))
    assert (groep.ritme, bestuur.ritme) == (None, None)
    assert Zetel(GEMEENTE) in groep.vaste_kern
    assert len(regio.gemeenten_of("ketenregiegroep")) == 10
    assert Zetel("GGD Kennemerland") in bestuur.vaste_kern
    assert regio.alle_categorieen == ("Individueel casusoverleg", "Nazorg ex-gedetineerden")


def test_what_a_file_leaves_out_has_a_default() -> None:
    small = parse_regio(
        """
        sleutel = "klein"
        naam = "Huis Klein"
        locaties = [{ naam = "Dorp" }]
        gemeenten = [{ naam = "Dorp", locatie = "Dorp", basisteam = "Dorp" }]
        organisaties = [{ naam = "Huis Klein", convenant = true }]
        casustafels = [{ sleutel = "tafel", soort = "Overleg", naam = "Tafel", agendanaam = "Overleg" }]
        aanspreken = [{ sleutel = "een", naam = "Een", wie = "iemand" }]
        opschalen = [{ sleutel = "een", naam = "Een", wie = "iemand" }]
        """
    )

    assert small.tijdzone == "Europe/Amsterdam"
    assert small.herinneringen.ladder == (-5, -1, 0, 1)
    assert small.bewaartermijnen.audit_dagen == 730
    assert small.bewaartermijnen.bijeenkomst_dagen == 120
    assert small.bijeenkomsten == REGIO.bijeenkomsten
    assert small.werkproces == ()
    assert (small.casustafels[0].casussen, small.casustafels[0].onderwerpen) == (True, False)
    assert small.casustafels == (Casustafel(sleutel="tafel", soort="Overleg", naam="Tafel", agendanaam="Overleg"),)


def test_times_and_dates_may_stand_without_quotes() -> None:
    bare = edited(('"2027-01-05"', "2027-01-05"), ('"09:30"', "09:30:00"), ('"2027-05-07"', "2027-05-07"))

    assert bare == REGIO


def test_a_file_from_windows_is_read_the_same() -> None:
    assert parse_regio("\ufeff" + IJSSELLAND.replace("\n", "\r\n")) == REGIO


# Looking things up


def test_names_are_found_without_regard_to_case() -> None:
    assert REGIO.gemeente("OLST wijhe").naam == "Olst-Wijhe"
    assert REGIO.organisatie(" leger des heils").naam == "Leger des Heils"


@pytest.mark.parametrize(
    ("soort", "typed", "suggestie"),
    [
        ("casustafel", "topx-zwole", "topx-zwolle"),
        ("gemeente", "Kamepn", "Kampen"),
        ("organisatie", "Tactsu", "Tactus"),
        ("organisatie", "Qqq", None),
    ],
)
def test_an_unknown_name_is_refused_with_what_was_probably_meant(soort: str, typed: str, suggestie: str | None) -> None:
    look_up = {"casustafel": REGIO.tafel, "gemeente": REGIO.gemeente, "organisatie": REGIO.organisatie}

    with pytest.raises(UnknownNaam) as refusal:
        look_up[soort](typed)

    assert (refusal.value.soort, refusal.value.suggestie) == (soort, suggestie)
    assert typed not in f"{refusal.value} {refusal.value.gegevens}"  # it may be a name of somebody


# Kept in the database and shown


@pytest.mark.parametrize("text", [IJSSELLAND, KENNEMERLAND])
def test_what_is_stored_is_what_was_loaded(text: str) -> None:
    regio = parse_regio(text)

    assert from_document(json.loads(json.dumps(to_document(regio)))) == regio
    assert parse_regio(regio_to_toml(regio)) == regio
    assert hash(from_document(to_document(regio))) == hash(regio)


def test_what_is_shown_keeps_quotes_and_backslashes() -> None:
    regio = edited(('naam = "Top-X Zwolle"', r"""naam = 'Top "X" \ Zwolle'"""))

    assert parse_regio(regio_to_toml(regio)) == regio
    assert regio.casustafels[0].naam == r'Top "X" \ Zwolle'


def test_what_was_stored_by_an_older_version_gets_the_defaults() -> None:
    document = to_document(REGIO)
    del document["bijeenkomsten"], document["werkproces"], document["bewaartermijnen"]["bijeenkomst_dagen"]
    for tafel in document["casustafels"]:
        del tafel["onderwerpen"]
    older = from_document(document)

    assert (older.bijeenkomsten, older.werkproces) == (Bijeenkomsten(), ())
    assert changes(older, REGIO) == [
        "werkproces: 'informatie', 'agenda', 'autorisaties', 'versturen', 'verslag', 'uitkomst', 'amazone' komen erbij",
        "casustafels[netwerktafel].onderwerpen: false wordt true",
    ]
    assert parse_regio(regio_to_toml(older)) == older


# What a load changes


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (
            ('adres = "Storminkstraat 2"', 'adres = "Storminkstraat 4"'),
            ["casustafels[topx-deventer].adres: 'Storminkstraat 2' wordt 'Storminkstraat 4'"],
        ),
        (
            ('adres = "Storminkstraat 2"\n', ""),
            ["casustafels[topx-deventer].adres: 'Storminkstraat 2' vervalt"],
        ),
        (
            ('sleutel = "extremisme"', 'sleutel = "extremisme"\nadres = "Elders 1"'),
            ["casustafels[extremisme].adres: 'Elders 1' komt erbij"],
        ),
        (("ladder = [-5, -1, 0, 1]", "ladder = [-3, 0]"), ["herinneringen.ladder: -5, -1, 0, 1 wordt -3, 0"]),
        (('van = "08:00"', 'van = "08:15"'), ["verzending.van: '08:00' wordt '08:15'"]),
        (("feestdagen = true", "feestdagen = false"), ["feestdagen: true wordt false"]),
        (("duur = 150", "duur = 90"), ["casustafels[topx-zwolle].duur: 150 wordt 90"]),
        (
            (
                "[[gemeenten]]\n",
                '[[gemeenten]]\nnaam = "Nieuw"\nlocatie = "Zwolle"\nbasisteam = "Zwolle"\n\n[[gemeenten]]\n',
            ),
            ["gemeenten: 'Nieuw' komt erbij"],
        ),
        (
            ('  "2027-05-07", # dag na Hemelvaart\n', '  "2027-05-04",\n  "12-27",\n'),
            ["sluitingsdagen: '2027-05-04', '12-27' komen erbij", "sluitingsdagen: '2027-05-07' vervalt"],
        ),
        (
            (
                'per_casus = ["Bijzonder Zorg Team", "Transfore"',
                'per_casus = ["Transfore", "Bijzonder Zorg Team"',
            ),
            ["casustafels[topx-deventer].per_casus: de volgorde wijzigt"],
        ),
        (
            ('naam = "Limor"\nconvenant = true', 'naam = "Limor"\nconvenant = false'),
            ["organisaties[Limor].convenant: true wordt false"],
        ),
        (
            ('vrije_dag = "overslaan"', 'vrije_dag = "volgende_werkdag"'),
            ["bijeenkomsten.vrije_dag: 'overslaan' wordt 'volgende_werkdag'"],
        ),
        (
            ("sluiting_werkdagen = 3", "sluiting_werkdagen = 5"),
            ["bijeenkomsten.sluiting_werkdagen: 3 wordt 5"],
        ),
        (("minuten = 20", "minuten = 15"), ["bijeenkomsten.minuten: 20 wordt 15"]),
        (("inzage_dagen = 14", "inzage_dagen = 7"), ["bijeenkomsten.inzage_dagen: 14 wordt 7"]),
        (("bijeenkomst_dagen = 120", "bijeenkomst_dagen = 90"), ["bewaartermijnen.bijeenkomst_dagen: 120 wordt 90"]),
        (("werkdagen = -3", "werkdagen = -4"), ["werkproces[informatie].werkdagen: -3 wordt -4"]),
        (
            ('"Verslag maken in GCOS"', '"Verslag maken"'),
            ["werkproces[verslag].naam: 'Verslag maken in GCOS' wordt 'Verslag maken'"],
        ),
        (
            ('[[werkproces]]\nsleutel = "amazone"\nnaam = "Informatie verwerken in Amazone"\nwerkdagen = 2\n', ""),
            ["werkproces: 'amazone' vervalt"],
        ),
        (("onderwerpen = true", "onderwerpen = false"), ["casustafels[netwerktafel].onderwerpen: true wordt false"]),
        (("duur = 150", "duur = 150 # zo lang duurt het"), []),
    ],
)
def test_a_load_says_what_changes(edit: tuple[str, str], lines: list[str]) -> None:
    assert changes(REGIO, edited(edit)) == lines


def test_a_renamed_organisation_changes_at_every_table_where_it_sits() -> None:
    new = parse_regio(IJSSELLAND.replace('"DJI"', '"Dji"'))

    assert changes(REGIO, new) == [
        "organisaties[Dji].naam: 'DJI' wordt 'Dji'",
        "casustafels[topx-zwolle].vaste_kern: 'DJI' wordt 'Dji'",
        "casustafels[topx-deventer].vaste_kern: 'DJI' wordt 'Dji'",
        "woorden.organisaties: 'DJI' wordt 'Dji'",
    ]


def test_the_first_load_says_all() -> None:
    lines = changes(None, parse_regio(KENNEMERLAND))

    assert "naam: 'Veiligheidshuis Kennemerland' komt erbij" in lines
    assert "casustafels: 'casusoverleg', 'nazorg', 'ketenregiegroep', 'bestuurlijke-regiegroep' komen erbij" in lines
    assert "bijeenkomsten.vrije_dag: 'volgende_werkdag' komt erbij" in lines
    assert "doorwerken: 'Goede vrijdag' komt erbij" in lines


def test_loading_the_same_changes_nothing() -> None:
    assert changes(REGIO, edited(("# Waar tafels", "# Daar waar tafels"))) == []


ENOUGH = 4
"""So many values of one kind: what a hundred organisations tell, a few of them do."""


def test_every_change_is_named() -> None:
    loaded: list[tuple[list[Any], Any, list[str]]] = []
    named: Counter[tuple[Any, ...]] = Counter()
    for *parents, key in leaves(to_document(REGIO)):
        kind = tuple("" if isinstance(part, int) else part for part in (*parents, key))
        if named[kind] == ENOUGH:
            continue
        document = to_document(REGIO)
        parent = reduce(getitem, parents, document)
        old = parent[key]
        parent[key] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
        with suppress(RegioFaults):  # a name that others refer to cannot change alone
            loaded.append((parents, key, changes(REGIO, from_document(document))))
            named[kind] += 1

    assert len(named) > 30
    assert [(parents, key) for parents, key, lines in loaded if not lines] == []


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every plain value in a document."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for n, item in enumerate(value) for leaf in leaves(item, (*path, n))]
    return [] if value is None else [path]


# What a load may not take away unseen


def test_nothing_is_removed_by_loading_the_same_or_the_first() -> None:
    assert not removed_keys(REGIO, REGIO)
    assert not removed_keys(None, REGIO)


def test_a_removed_key_is_named() -> None:
    document = tomllib.loads(IJSSELLAND)
    document["casustafels"] = [t for t in document["casustafels"] if t["sleutel"] != "netwerktafel"]
    document["gemeenten"] = [g for g in document["gemeenten"] if g["naam"] != "Raalte"]
    for organisatie in document["organisaties"]:
        if organisatie["naam"] == "Creating Balance":
            organisatie["naam"] = "Anders"
        if organisatie["naam"] == "Transfore":
            organisatie["zetels"] = []
    for tafel in document["casustafels"]:
        tafel["per_casus"] = [n for n in tafel.get("per_casus", []) if n != "Creating Balance"]
        tafel["vaste_kern"] = [n for n in tafel["vaste_kern"] if n != "Transfore/FACT"]

    removed = removed_keys(REGIO, from_document(document))

    assert removed
    assert removed.casustafels == ("netwerktafel",)
    assert removed.gemeenten == ("Raalte",)
    assert removed.organisaties == ("Creating Balance", "Gemeente Raalte")
    assert removed.zetels == (Zetel("Transfore", "FACT"),)
    assert removed.locaties == ()


@pytest.mark.parametrize("alias", ["", 'aliassen = ["Limor"]\n'])
def test_a_renamed_organisation_is_a_removed_one(alias: str) -> None:
    text = IJSSELLAND.replace('"Limor"', '"Limor Oost"').replace(
        'naam = "Limor Oost"\n', f'naam = "Limor Oost"\n{alias}'
    )

    assert removed_keys(REGIO, parse_regio(text)).organisaties == ("Limor",)


def test_a_removed_organisation_takes_its_seats_with_it() -> None:
    text = IJSSELLAND.replace('"Transfore', '"Transfoor')

    assert removed_keys(REGIO, parse_regio(text)).zetels == (Zetel("Transfore", "FACT"),)


# The documentation


def test_every_key_is_explained() -> None:
    page = (ROOT / "docs" / "regio.md").read_text("utf-8")

    models = [each for each in vars(regio_module).values() if isinstance(each, type) and issubclass(each, BaseModel)]
    keys = {key for model in models for key in model.model_fields}

    assert len(keys) > 40
    assert sorted(key for key in keys if f"`{key}`" not in page) == []


def test_the_sample_in_the_documentation_is_a_region() -> None:
    page = (ROOT / "docs" / "regio.md").read_text("utf-8")
    sample = "\n".join(part.split("```")[0] for part in page.split("```toml\n")[1:])

    assert parse_regio(sample).naam == "Veiligheidshuis Voorbeeldstad"
