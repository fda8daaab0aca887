"""Where does a refused text stay? Nowhere: not in the database, not in its log, not in ours, not in a backup."""

import asyncio
import gzip
import itertools
import json
import re
from pathlib import Path

from bot.sandbox import Phone, Sandbox
from tests.cli.conftest import ROOT, Cli
from tests.cli.test_run import link

TEXTS = 1000
PHONES = 10
NOT_KEPT = "niet bewaard"


def refused_texts() -> list[str]:
    """A thousand texts with somebody in them, each with a word that occurs nowhere else."""
    file = ROOT / "tests" / "domain" / "guard" / "onveilig.jsonl"
    unsafe = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    marked = (f"{text} Kwaniqo{number}" for number, text in enumerate(itertools.cycle(unsafe)))
    return list(itertools.islice(marked, TEXTS))


def traces(texts: list[str], *kept: bytes) -> list[str]:
    """The texts whose mark stands in what was kept: it is written the same everywhere, also where the text is not."""
    marks = {mark for data in kept for mark in re.findall(rb"Kwaniqo\d+", data)}
    return [text for text in texts if text.split()[-1].encode() in marks]


def database_files(folder: Path) -> list[bytes]:
    """The database, its WAL and its index, as they lie on disk."""
    return [file.read_bytes() for file in sorted(folder.glob("huis.db*"))]


async def test_a_thousand_refused_texts_leave_no_trace(one: Cli, telegram: Sandbox, tmp_path: Path):
    one.env |= {"TELEGRAM_API_URL": telegram.url, "LOG_LEVEL": "debug", "LOG_FORMAT": "json"}
    one.add("Joris")
    texts = refused_texts()
    async with one.running() as running:
        await running.says('"event": "telegram"')
        phones = [await link(one, telegram, f"Tineke {nth}", rol="makelaar") for nth in range(PHONES)]
        referentie = await _new_casus(phones[0])
        for phone in phones[::2]:
            await phone.send(f"/afspraak {referentie} Politie vrijdag")  # the others type outside any dialogue
            await phone.wait_for("Wat is de actie?")
        await asyncio.gather(*(_sends(phone, texts[nth::PHONES]) for nth, phone in enumerate(phones)))
        backup = (await asyncio.to_thread(one.ok, "db", "backup", str(tmp_path / "reserve.gz"))).strip()
        files = database_files(tmp_path)
        assert await running.terminate() == 0

    with gzip.open(backup) as opened:
        places = [*files, *database_files(tmp_path), running.err.encode(), opened.read()]
    assert len(files) > 1, "the WAL was looked at too"
    assert traces(texts, *places) == []
    assert all(referentie.encode() in place for place in (files[0] + files[1], places[-1])), "what is there is found so"
    assert running.err.count("PersoonsgegevensFound") == TEXTS
    assert [m.text for phone in phones for m in phone.messages if not m.from_bot and "Kwaniqo" in m.text] == []


async def _new_casus(phone: Phone) -> str:
    await phone.send("/nieuw Zwolle Top-X")
    return (await phone.wait_for("Nieuwe casus: ")).text.split("Nieuwe casus: ")[1].split()[0]


async def _sends(phone: Phone, texts: list[str]) -> None:
    for text in texts:
        mark = phone.mark()
        await phone.send(text)
        await phone.wait_for(NOT_KEPT, after=mark)
