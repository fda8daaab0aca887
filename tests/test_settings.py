"""Is every wrong setting named, all at once, and nothing else said?"""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsFaults, is_loopback, load_settings

GOOD = {"TELEGRAM_TOKEN": "123456:SANDBOX-this_is_no_real_token_at_all", "SECRET_KEY": "k" * 32}
LOCAL = {"TELEGRAM_API_URL": "http://127.0.0.1:8081"}


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def faults(command: str = "run") -> list[str]:
    with pytest.raises(SettingsFaults) as caught:
        load_settings(command)
    return caught.value.faults


BAD = [
    ("TELEGRAM_TOKEN", "token"),
    ("TELEGRAM_TOKEN", "123456"),
    ("TELEGRAM_TOKEN", "123456:"),
    ("TELEGRAM_TOKEN", ":geheimgeheimgeheim"),
    ("TELEGRAM_TOKEN", "abc:geheimgeheimgeheim"),
    ("TELEGRAM_TOKEN", "٣٤٥:geheimgeheimgeheim"),
    ("TELEGRAM_TOKEN", "123456:geheim/geheim"),
    ("TELEGRAM_TOKEN", "123456:geheimgeheim\n"),
    ("TELEGRAM_TOKEN", "bot123456:geheimgeheim"),
    ("TELEGRAM_API_URL", "api.telegram.org"),
    ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
    ("TELEGRAM_API_URL", "https://"),
    ("TELEGRAM_API_URL", "http://[::1"),
    ("TELEGRAM_API_URL", "http://host:poort"),
    ("TELEGRAM_API_URL", "http://host:99999"),
    ("TELEGRAM_API_URL", "http://host/?x=1"),
    ("TELEGRAM_API_URL", "http://naam:geheim@host"),
    ("DATABASE_URL", "afsprakenbot.db"),
    ("DATABASE_URL", "mysql://naam:geheim@host/db"),
    ("DATABASE_URL", "postgresql+asyncpg://naam:geheim@host/db"),
    ("DATABASE_URL", "postgresql://naam:geheim@host:poort/db"),
    ("DATABASE_URL", "postgres://naam:geheim"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "sqlite:///file:x?mode=memory&uri=true"),
    ("PUBLIC_URL", "http://bot.voorbeeld.nl"),
    ("PUBLIC_URL", "http://127.0.0.1.voorbeeld.nl"),
    ("PUBLIC_URL", "http://127.voorbeeld.nl"),
    ("PUBLIC_URL", "bot.voorbeeld.nl"),
    ("PUBLIC_URL", "https://bot.voorbeeld.nl/#x"),
    ("PUBLIC_URL", "https://bot voorbeeld.nl"),
    ("PORT", "acht"),
    ("PORT", "-1"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("PORT", "9" * 5000),
    ("SECRET_KEY", "geheim"),
    ("SECRET_KEY", "k" * 31),
    ("SECRET_KEY", " " * 40),
    ("SMTP_URL", "host:587"),
    ("SMTP_URL", "http://naam:geheim@host"),
    ("SMTP_URL", "smtp://"),
    ("SMTP_URL", "smtp://naam:geheim@host:poort"),
    ("SMTP_URL", "smtp://host?tls=misschien"),
    ("SMTP_URL", "smtp://host?ssl=1"),
    ("MAIL_FROM", "de bot"),
    ("MAIL_FROM", "bot@voorbeeld"),
    ("MAIL_FROM", "bot@voorbeeld.nl\nBcc: iemand@voorbeeld.nl"),
    ("IMAP_URL", "smtp://host"),
    ("IMAP_URL", "imap://naam:geheim@[host"),
    ("TRUSTED_PROXIES", "proxy.voorbeeld.nl"),
    ("TRUSTED_PROXIES", "10.0.0.1, 10.0.0.300"),
    ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ("LOG_LEVEL", "luid"),
    ("LOG_FORMAT", "xml"),
    ("CLOCK_FILE", "/bestaat/niet"),
    ("CLOCK_FILE", "/"),
    ("SECRET_KEY", "\udcff" * 40),
    ("PUBLIC_URL", "https://bot.voorbeeld.nl/\udcff"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_gives_one_line_that_names_its_setting(env: pytest.MonkeyPatch, name: str, value: str):
    more = {"MAIL_FROM": "bot@voorbeeld.nl"} if name == "SMTP_URL" else {}
    for good, its in {**LOCAL, **more, name: value}.items():
        env.setenv(good, its)

    (line,) = faults()

    assert line.startswith(f"{name}: ")
    assert "geheim" not in line
    assert len(line.splitlines()) == 1
    # Nothing of what the libraries say in English.
    assert not any(word in line for word in ("nvalid", "Error", "should", "nput", "value", "must"))


def test_everything_that_is_wrong_is_said_at_once(env: pytest.MonkeyPatch, tmp_path: Path):
    for name, value in dict(BAD).items():
        env.setenv(name, value)
    env.setenv("CLOCK_FILE", str(tmp_path))

    assert [line.split(":")[0] for line in faults()] == list(Settings.model_fields)


def test_missing_settings_are_named_beside_bad_ones_and_beside_what_does_not_go_together(
    env: pytest.MonkeyPatch, tmp_path: Path
):
    env.delenv("TELEGRAM_TOKEN")
    env.setenv("SECRET_KEY", "")
    env.setenv("PORT", "acht")
    (tmp_path / "klok").write_text("2027-02-01T09:00:00+01:00")
    env.setenv("CLOCK_FILE", str(tmp_path / "klok"))

    assert [line.split(":")[0] for line in faults("web")] == [
        "TELEGRAM_TOKEN",
        "PUBLIC_URL",
        "PORT",
        "SECRET_KEY",
        "CLOCK_FILE",
    ]


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("run", {"TELEGRAM_TOKEN", "SECRET_KEY"}),
        ("web", {"TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"}),
        ("worker", {"TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"}),
        ("tick", {"TELEGRAM_TOKEN", "SECRET_KEY"}),
    ],
)
def test_each_command_says_what_it_cannot_do_without(env: pytest.MonkeyPatch, command: str, needed: set[str]):
    env.delenv("TELEGRAM_TOKEN")
    env.delenv("SECRET_KEY")

    assert {line.split(":")[0] for line in faults(command)} == needed
    assert load_settings().TELEGRAM_TOKEN is None  # the other commands do without


def test_an_empty_setting_is_an_unset_one(env: pytest.MonkeyPatch):
    for name in Settings.model_fields:
        env.setenv(name, GOOD.get(name, ""))

    settings = load_settings("run")

    assert settings.DATABASE_URL == "sqlite:///afsprakenbot.db"
    assert settings.PUBLIC_URL is settings.SMTP_URL is settings.CLOCK_FILE is None
    assert (settings.PORT, settings.LOG_LEVEL, settings.LOG_FORMAT, settings.TRUSTED_PROXIES) == (
        8000,
        "info",
        "text",
        (),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://naam:w%40chtwoord@host:5432/db?sslmode=require"),
        ("DATABASE_URL", "postgresql://naam@host/db"),
        ("DATABASE_URL", "postgresql+psycopg:///db?host=/run/postgresql"),
        ("DATABASE_URL", "sqlite:////var/lib/afsprakenbot/huis.db"),
        ("PUBLIC_URL", "https://bot.voorbeeld.nl:8443/huis/"),
        ("PUBLIC_URL", "http://localhost:8000"),
        ("PUBLIC_URL", "http://[::1]:8000"),
        ("SMTP_URL", "smtp://naam:w%40chtwoord@host:587?tls=starttls"),
        ("SMTP_URL", "smtps://host"),
        ("IMAP_URL", "imaps://naam:wachtwoord@host:993"),
        ("MAIL_FROM", "Afsprakenbot <bot@voorbeeld.nl>"),
        ("LOG_LEVEL", "INFO"),
        ("LOG_FORMAT", "json"),
        ("TELEGRAM_API_URL", "http://telegram:8081/"),
    ],
)
def test_a_good_value_is_taken(env: pytest.MonkeyPatch, name: str, value: str):
    env.setenv("MAIL_FROM", "bot@voorbeeld.nl")
    env.setenv(name, value)

    load_settings("run")


def test_trusted_proxies_are_a_list(env: pytest.MonkeyPatch):
    env.setenv("TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16 ::1")

    assert load_settings().TRUSTED_PROXIES == ("10.0.0.1", "10.1.0.0/16", "::1")


def test_mail_out_needs_a_sender(env: pytest.MonkeyPatch):
    env.setenv("SMTP_URL", "smtp://host")

    assert faults() == ["MAIL_FROM: ontbreekt; SMTP_URL heeft een afzender nodig, zoals bot@voorbeeld.nl"]


@pytest.mark.parametrize("held", ["", "morgen", "2027-02-30", "\x00\x01"])
def test_a_clock_file_without_a_moment_is_refused(env: pytest.MonkeyPatch, tmp_path: Path, held: str):
    (tmp_path / "klok").write_text(held)
    for name, value in {**LOCAL, "CLOCK_FILE": str(tmp_path / "klok")}.items():
        env.setenv(name, value)

    assert faults() == ["CLOCK_FILE: in dit bestand moet een moment staan, zoals 2027-02-01T09:00:00+01:00"]


@pytest.mark.parametrize(
    "api", ["", "https://api.telegram.org", "http://127.0.0.1.voorbeeld.nl", "http://localhost.nl"]
)
def test_the_clock_moves_only_against_a_bot_api_on_this_machine(env: pytest.MonkeyPatch, tmp_path: Path, api: str):
    (tmp_path / "klok").write_text("2027-02-01T09:00:00+01:00")
    env.setenv("CLOCK_FILE", str(tmp_path / "klok"))
    env.setenv("TELEGRAM_API_URL", api)

    assert faults() == ["CLOCK_FILE: mag alleen als TELEGRAM_API_URL naar de eigen machine wijst"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:81", True),
        ("http://127.0.0.1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:81", True),
        ("http://LOCALHOST", True),
        ("http://127.0.0.1.nl", False),
        ("http://127.1.nl", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("http://localhost.nl", False),
        ("http://127.0.0.1@voorbeeld.nl", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_what_is_this_machine(url: str, expected: bool):
    assert is_loopback(url) is expected


def test_settings_print_no_secret(env: pytest.MonkeyPatch):
    env.setenv("SMTP_URL", "smtp://naam:wachtwoord@host")
    env.setenv("MAIL_FROM", "bot@voorbeeld.nl")
    settings = load_settings()

    assert "wachtwoord" not in repr(settings) + str(settings)
    assert GOOD["TELEGRAM_TOKEN"] not in repr(settings)
    assert GOOD["SECRET_KEY"] not in repr(settings)


def test_every_password_is_known_as_a_secret(env: pytest.MonkeyPatch):
    env.setenv("DATABASE_URL", "postgresql://naam:data%40base@host/db")
    env.setenv("SMTP_URL", "smtp://naam:post%2Fbode@host")
    env.setenv("MAIL_FROM", "bot@voorbeeld.nl")

    assert {*GOOD.values(), "data%40base", "data@base", "post/bode"} <= set(load_settings().secrets)
