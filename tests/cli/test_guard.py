"""What does the guard say on the command line, and to a program that asks it line by line?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Cli

FILE = """
sleutel = "tjilpstad"
naam = "Veiligheidshuis Tjilpstad"
[[locaties]]
naam = "Tjilpstad"
[[gemeenten]]
naam = "Tjilpstad"
locatie = "Tjilpstad"
basisteam = "Tjilpstad-Oost"
[[organisaties]]
naam = "Veiligheidshuis Tjilpstad"
convenant = true
[[casustafels]]
sleutel = "tafel"
soort = "tafel"
naam = "Tafel"
agendanaam = "Overleg"
locatie = "Tjilpstad"
[[aanspreken]]
sleutel = "een"
naam = "Een"
wie = "de actiehouder"
[[opschalen]]
sleutel = "twee"
naam = "Twee"
wie = "de directie"
[woorden]
rollen = ["kwotzer"]
"""


@pytest.fixture
def tjilpstad(tmp_path: Path) -> Path:
    file = tmp_path / "tjilpstad.toml"
    file.write_text(FILE, encoding="utf-8")
    return file


def ask(cli: Cli, lines: list[str | bytes], *args: str) -> list[object]:
    """The answers of ``guard --stdin`` as a process of its own."""
    given = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "guard", "--stdin", *args],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=cli.whole(),
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_is_found_is_told_masked_and_ends_in_code_one(bare: Cli) -> None:
    result = bare("guard", "bel kevin op 0612345678")

    assert (result.code, result.out) == (1, "naam: k•••n\ntelefoon: 0•••8\n")


def test_nothing_found_ends_in_code_zero(bare: Cli) -> None:
    result = bare("guard", "intake", "plannen", "bij", "tactus")

    assert (result.code, result.out) == (0, "Niets gevonden.\n")
    assert bare.ok("guard", "intake plannen", "--json") == []


def test_json_lists_kind_and_fragment(bare: Cli) -> None:
    assert bare("guard", "--json", "gesprek met kevin").json == [{"kind": "naam", "fragment": "k•••n"}]


@pytest.mark.parametrize("args", [(), ("--stdin", "een tekst")])
def test_it_wants_a_text_or_lines_and_not_both(bare: Cli, args: tuple[str, ...]) -> None:
    result = bare("guard", *args)

    assert (result.code, result.faults) == (1, ["Geef een tekst, of --stdin."])


def test_each_line_gets_one_line(bare: Cli) -> None:
    answers = ask(bare, ['{"text": "gesprek met kevin"}', '{"text": "intake plannen", "meer": 1}', '{"text": ""}'])

    assert answers == [[{"kind": "naam", "fragment": "k•••n"}], [], []]


def test_a_line_it_cannot_read_is_told_so_without_repeating_it_and_it_goes_on(bare: Cli) -> None:
    wrong = [
        "kevin",
        "[1]",
        "{}",
        '{"text": 3}',
        b'{"text": "kevin\xff"}',
        "[" * 5000,
        "",
        '{"text": "' + "a" * 300_000,
    ]
    answers = ask(bare, [*wrong, '{"text": "kevin \\ud800 belt"}'])

    assert len(answers) == len(wrong) + 1
    assert all(isinstance(answer, dict) and list(answer) == ["error"] for answer in answers[:-1])
    assert "kevin" not in str(answers)
    assert [found["kind"] for found in answers[-1]][:1] == ["naam"]  # type: ignore[attr-defined]


def test_a_name_at_the_end_of_a_very_long_text_is_found(bare: Cli) -> None:
    answers = ask(bare, [json.dumps({"text": "intake plannen " * 2000 + "kevin"})])

    assert answers == [[{"kind": "naam", "fragment": "k•••n"}]]


def test_an_answer_comes_before_the_next_question(bare: Cli) -> None:
    command = [sys.executable, "-m", "bot", "guard", "--stdin"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=bare.whole(), text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text, found in (("kevin belt", True), ("intake plannen", False), ("bel roos", True)):
            process.stdin.write(json.dumps({"text": text}) + "\n")
            process.stdin.flush()
            assert bool(json.loads(process.stdout.readline())) == found
        process.stdin.close()
        assert process.wait(10) == 0


def test_it_makes_no_database(bare: Cli) -> None:
    bare.ok("guard", "intake plannen")
    file = Path(bare.env["DATABASE_URL"].removeprefix("sqlite:///"))
    assert not file.exists()

    file.touch()
    bare.ok("guard", "overleg in zwolle bij dimence")
    assert file.stat().st_size == 0


def test_the_words_are_those_of_the_file_else_of_the_region_in_force_else_of_ijsselland(
    house: Cli, bare: Cli, tjilpstad: Path
) -> None:
    text = "kwotzer naar tjilpstad"

    assert bare("guard", text).code == 1
    assert bare("guard", text, "--regio", str(tjilpstad)).code == 0
    assert house("guard", text).code == 1
    house.ok("regio", "load", str(tjilpstad))
    assert house("guard", text).code == 0
    assert bare("guard", "overleg bij iriszorg").code == 0


def test_a_region_file_that_is_wrong_is_told_as_by_regio_check(bare: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "fout.toml"
    wrong.write_text('sleutel = "x"\n', encoding="utf-8")

    assert bare("guard", "x", "--regio", str(wrong)).faults == bare("regio", "check", str(wrong)).faults
    assert bare("guard", "x", "--regio", "nergens.toml").faults == ["nergens.toml: bestaat niet"]


def test_a_birthday_is_told_by_the_clock_of_the_domain(bare: Cli, tmp_path: Path) -> None:
    bare.moment("2027-01-31T12:00:00", tmp_path)
    assert bare("guard", "sinds 1 februari 2021").code == 0
    bare.moment("2027-02-01T12:00:00", tmp_path)
    assert bare("guard", "sinds 1 februari 2021").code == 1
