"""Is the list of words complete, small and quick, and does a region add its own?"""

import itertools
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from bot import woordenlijst
from bot.data import data_folder
from bot.domain.privacy import Guard
from bot.domain.privacy_woorden import Lines
from bot.domain.regio import Woorden, parse_regio
from bot.woordenlijst import FILE, FOLDER, read_groups
from tests.domain.guard import GUARD, REGIO, TODAY

LIJST = woordenlijst.load()
LARGEST_FILE = 1_500_000
MOST_SECONDS = 1.0
MOST_MIB = 160


def test_a_word_is_found_wherever_it_stands_in_the_list() -> None:
    words = LIJST.words.data.decode().split("\n")

    assert words == sorted(set(words))
    assert all(LIJST.is_word(word) for word in (words[0], words[1], words[len(words) // 2], words[-2], words[-1]))
    assert not any(LIJST.is_word(word) for word in ("", "\n", "aaaaa", "zzzzz", words[5] + "\n" + words[6]))


@pytest.mark.parametrize(
    "word",
    [
        "crisisbed",
        "beschermtafel",
        "terugkeeroverleg",
        "huisverbodzaak",
        "dagbestedingsplek",
        "netwerkrol",
        "campingbedje",
        "meedealt",
        "pleegoma",
        "zorgtaxi",
    ],
)
def test_a_new_word_made_of_known_ones_passes(word: str) -> None:
    assert LIJST.is_compound(word) or LIJST.is_word(word)
    assert GUARD.find(f"afspraak over {word} maken") == ()


@pytest.mark.parametrize("word", ["kevinmoeder", "janssen", "veldkamp", "oosterhuis", "hofmans", "moedervankevin"])
def test_a_name_made_of_known_words_does_not(word: str) -> None:
    assert GUARD.find(f"{word} belt")


def test_hardly_a_name_passes_for_a_new_word() -> None:
    nobody_listed = replace(LIJST, names=Lines())
    names = [name for name in LIJST.names.data.decode().split() if len(name) > 3 and not LIJST.is_word(name)]
    # Every tenth: the whole list takes a minute.
    passed = [name for name in names[::10] if name[0] in "abcd" and nobody_listed.is_compound(name)]

    assert len(passed) < len(names) / 10 * 0.03


def test_a_name_of_our_own_list_is_no_word_of_another() -> None:
    own = {word for line in (FOLDER / "namen.txt").read_text().splitlines() if line[0] != "#" for word in line.split()}

    assert own
    assert all(LIJST.is_name(name) and not LIJST.is_word(name) and not LIJST.is_compound(name) for name in own)


def test_nobody_is_called_what_is_listed_as_jargon() -> None:
    groups = read_groups()

    assert LIJST.jargon & groups["altijd"] == frozenset()
    assert [pair for pair in itertools.combinations(groups, 2) if groups[pair[0]] & groups[pair[1]]] == []


def test_the_list_is_small_and_comes_with_its_licence() -> None:
    licence = (FOLDER / "LICENTIE.txt").read_text(encoding="utf-8")

    assert FILE.stat().st_size < LARGEST_FILE
    assert "OpenTaal" in licence
    assert "Daniele Faraglia" in licence


def test_loading_is_quick_and_takes_little_memory() -> None:
    code = (
        "from datetime import date; from pathlib import Path;"
        "from bot import woordenlijst; from bot.domain.privacy import Guard;"
        "Guard(woordenlijst.load, lambda: date(2027, 2, 1)).find('gesprek met kevin');"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    began = time.process_time()
    woordenlijst._load.__wrapped__()

    assert time.process_time() - began < MOST_SECONDS
    assert int(done.stdout) / 1024 < MOST_MIB


def test_a_region_adds_its_own_words() -> None:
    text = "overleg met Zorgclub Tjilp en tjilpmaat in Wezepoort"
    words = Woorden(organisaties=("Zorgclub Tjilp",), rollen=("tjilpmaat",), plaatsen=("Wezepoort",))
    other = REGIO.model_copy(update={"woorden": words})

    assert GUARD.find(text)
    assert GUARD.for_regio(other).find(text) == ()


def test_the_same_region_gives_the_same_guard() -> None:
    guard = Guard(woordenlijst.load, lambda: TODAY)
    other = REGIO.model_copy()

    assert guard.for_regio(REGIO) is guard.for_regio(REGIO)
    assert guard.for_regio(other) is not guard.for_regio(REGIO)


def test_what_a_table_is_called_and_where_it_meets_may_be_said() -> None:
    kennemerland = parse_regio((data_folder("regios") / "kennemerland.toml").read_text(encoding="utf-8"))
    for regio in (REGIO, kennemerland):
        guard = GUARD.for_regio(regio)
        for tafel in regio.casustafels:
            for said in filter(None, (tafel.naam, tafel.agendanaam, tafel.adres, tafel.waar)):
                assert guard.find(f"overleg: {said}") == ()
        assert [naam for naam, _ in regio.organisatie_names if guard.find(f"overleg met {naam}")] == []


def test_a_date_long_ago_is_a_birthday_on_one_day_and_not_on_another() -> None:
    assert [bevinding.kind for bevinding in GUARD.find("sinds 1 februari 2021")] == ["geboortedatum"]
    assert GUARD.find("sinds 2 februari 2021") == ()
