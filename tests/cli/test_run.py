"""Does the product start, stop, share and take over as an operator expects?"""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import aiohttp

from bot.sandbox import Phone, Sandbox
from tests.cli.conftest import ROOT, SECRET, Cli
from tests.flows.conftest import free_port

TOKEN = "123456:SANDBOX-this_is_no_real_token_at_all"


async def link(cli: Cli, telegram: Sandbox, naam: str, *more: str, **options: str) -> Phone:
    """Adds somebody, who follows the link of the invitation and presses Koppelen."""
    id = str(cli.add(naam, *more, **options))
    invited = await asyncio.to_thread(cli.ok, "uitnodiging", "create", id, "--json")
    phone = telegram.phone(naam)
    await phone.open_link(invited["link"])
    await phone.wait_for("Welkom bij de afsprakenbot")
    await phone.press("Koppelen")
    await phone.wait_for("U bent gekoppeld")
    return phone


def test_with_wrong_settings_nothing_starts_and_no_secret_is_said(tmp_path: Path):
    file = tmp_path / "huis.db"
    cli = Cli({"DATABASE_URL": f"sqlite:///{file}", "TELEGRAM_TOKEN": "123:geheim geheim", "SECRET_KEY": "geheim"})

    result = cli.process("run", PORT="acht", SMTP_URL="smtp://naam:geheim@host:x", MAIL_FROM="bot@huis.nl")

    assert (result.code, result.out) == (2, "")
    assert [line.split(":")[0] for line in result.faults] == ["TELEGRAM_TOKEN", "PORT", "SECRET_KEY", "SMTP_URL"]
    assert "geheim" not in result.err
    assert not file.exists()


def test_a_fault_is_one_line_and_an_exit_code_to_a_script(one: Cli):
    refused = one.process("gebruiker", "add", "--naam", "Jan", "--rol", "baas", "--organisatie", "Tactus")

    assert (refused.code, refused.out, refused.err) == (1, "", "rol: onbekende rol 'baas'\n")
    url = "postgresql://naam:geheimwoord@127.0.0.1:1/db"
    unreachable = one.process("gebruiker", "list", DATABASE_URL=url, LOG_LEVEL="debug")
    assert unreachable.code == 2
    assert "geheimwoord" not in unreachable.err
    assert "Traceback" not in unreachable.err


async def test_a_signal_ends_it_cleanly(one: Cli, telegram: Sandbox):
    async with one.running(TELEGRAM_API_URL=telegram.url, LOG_FORMAT="json", LOG_LEVEL="debug") as running:
        await telegram.wait_call("deleteWebhook")
        await running.says('"event": "telegram"')
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert await running.ends() == 0
        assert time.monotonic() - began < 5

    lines = [json.loads(line) for line in running.err.splitlines()]
    assert lines[-1]["event"] == "gestopt"
    off = [line["instelling"] for line in lines if line["event"] == "niet_gezet"]
    assert off == ["SMTP_URL", "IMAP_URL"], "said once, at the start"
    assert TOKEN not in running.err
    assert SECRET not in running.err


async def test_the_first_poll_comes_soon(one: Cli, telegram: Sandbox):
    began = time.monotonic()
    async with one.running(TELEGRAM_API_URL=telegram.url):
        while "getUpdates" not in {call.method for call in telegram.calls}:
            await asyncio.sleep(0.02)
            assert time.monotonic() - began < 10


async def test_a_token_that_telegram_does_not_know_ends_it(one: Cli, telegram: Sandbox):
    wrong = "99:a-token-of-nobody-that-looks-like-one"
    async with one.running(TELEGRAM_API_URL=telegram.url, TELEGRAM_TOKEN=wrong) as running:
        assert await running.ends() == 2

    assert "TELEGRAM_TOKEN: Telegram kent dit token niet" in running.err
    assert "Traceback" not in running.err
    assert wrong not in running.err


async def test_while_telegram_is_away_it_keeps_trying(one: Cli, telegram: Sandbox):
    one.env["TELEGRAM_API_URL"] = telegram.url
    phone = telegram.phone("Iemand")
    await telegram.down()
    async with one.running() as running:
        await running.says("telegram_niet_bereikbaar")
        await telegram.up()
        await phone.send("hallo")
        await phone.wait_for("op uitnodiging", timeout=20)
        assert await running.terminate() == 0
    assert "Traceback" not in running.err


async def test_a_taken_port_costs_only_the_pages_while_we_poll(one: Cli, telegram: Sandbox):
    one.env["TELEGRAM_API_URL"] = telegram.url
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        one.env["PORT"] = str(taken.getsockname()[1])
        async with one.running() as running:
            await running.says("poort_bezet")
            await telegram.phone("Iemand").send("hallo")
            await telegram.phone("Iemand").wait_for("op uitnodiging")

        public = f"http://127.0.0.1:{one.env['PORT']}"
        async with one.running(PUBLIC_URL=public) as running:
            assert await running.ends() == 2
        assert f"PORT: {one.env['PORT']} is al in gebruik" in running.err
        assert "Traceback" not in running.err


async def test_a_second_run_waits_and_takes_over_when_the_first_is_killed(one: Cli, telegram: Sandbox):
    one.env["TELEGRAM_API_URL"] = telegram.url
    phone = telegram.phone("Iemand")
    async with one.running() as first, one.running(PORT=str(free_port())) as second:
        await first.says("gestart")
        await second.says("gestart")
        await phone.send("hallo")
        await phone.wait_for("op uitnodiging")
        await asyncio.sleep(0.5)
        assert 409 not in {call.status for call in telegram.calls}, "one of them polls"
        assert len([message for message in phone.messages if message.sender == telegram.world.bot.name]) == 1

        # Whichever polls: kill the one that took the lease.
        taken = one.dump()["lease"]
        holder, other = (first, second) if f"/{first.process.pid}/" in str(taken) else (second, first)
        await holder.kill()
        mark = phone.mark()
        await phone.send("nog eens")
        await phone.wait_for("op uitnodiging", after=mark, timeout=25)
        assert await other.terminate() == 0


async def test_web_and_worker_share_one_postgresql(cli_on: Callable[[str], Cli], telegram: Sandbox):
    """A person links, a makelaar logs an afspraak, it is told and confirmed: updates in by web, news out by worker."""
    cli = cli_on("postgresql")
    cli.env["TELEGRAM_API_URL"] = telegram.url
    cli.env["PUBLIC_URL"] = f"http://127.0.0.1:{cli.env['PORT']}"
    async with cli.running("web") as web, cli.running("worker") as worker:
        await web.says("webhook_gezet")
        await worker.says("gestart")
        async with aiohttp.ClientSession() as http, http.get(cli.env["PUBLIC_URL"] + "/health") as answer:
            assert answer.status == 200
        huis = "Veiligheidshuis IJsselland"
        marijke = await link(cli, telegram, "Marijke", "--gemeente", "Zwolle", rol="makelaar", organisatie=huis)
        tineke = await link(cli, telegram, "Tineke", organisatie="Tactus")

        await marijke.send("/nieuw Zwolle Top-X Zwolle")
        casus = (await marijke.wait_for("Nieuwe casus: ")).text.split("Nieuwe casus: ")[1][:9]
        await marijke.send(f"/afspraak {casus} Tactus over 10 dagen: intake plannen")
        await marijke.wait_for("Klopt dit?")
        await marijke.press("Vastleggen")
        await tineke.wait_for("Nieuwe actie voor u")  # from the worker
        await tineke.press("Gedaan")
        await marijke.wait_for("Gedaan door Tineke")
        codes = [await running.terminate() for running in (web, worker)]

    assert codes == [0, 0]
    assert "getUpdates" not in {call.method for call in telegram.calls}
    assert "Traceback" not in web.err + worker.err


def test_help_loads_neither_telegram_nor_a_database():
    heavy = ["telegram", "sqlalchemy", "alembic", "pydantic", "aiohttp", "uvicorn", "apscheduler", "structlog"]
    code = (
        "import sys, bot.cli\n"
        "try: bot.cli.cli(['--help'])\n"
        f"except SystemExit: print('loaded:', [name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert "loaded: []" in done.stdout, done.stdout + done.stderr


def test_a_page_of_help_names_every_command(bare: Cli):
    for group, commands in {
        (): ["run", "web", "worker", "tick", "demo", "regio", "gebruiker", "uitnodiging", "db"],
        ("regio",): ["check", "load", "show"],
        ("gebruiker",): ["add", "import", "list", "revoke"],
        ("uitnodiging",): ["create"],
        ("db",): ["upgrade", "check"],
    }.items():
        text = bare.ok(*group, "--help")
        assert [name for name in commands if f" {name} " not in text] == []
