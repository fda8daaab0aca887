"""Which settings does this process have? The environment in, frozen values out."""

import ipaddress
import os
import re
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

OFFICIAL_API = "https://api.telegram.org"
SHORTEST_SECRET = 32

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s.<>]+")
_PASSWORD = re.compile(r"://[^/:@]*:(.+)@")
_SQLITE = re.compile(r"sqlite(\+pysqlite)?:///(?P<file>[^?]*)")
_DATABASES = ("postgres://", "postgresql://", "postgresql+psycopg://")


class SettingsFaults(Exception):
    """The environment is not right. ``faults`` names every setting and what to do about it, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def is_loopback(url: str) -> bool:
    """Does ``url`` point at this machine?"""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(value: str) -> SplitResult:
    """Raises ``ValueError`` in our own words for what is no address at all."""
    try:
        parts = urlsplit(value)
        if parts.port == 0 or any(char.isspace() or not char.isprintable() for char in value):
            raise ValueError
    except ValueError:  # the library's words are English, and may quote a password
        raise ValueError("is geen geldig adres") from None
    return parts


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is geen token van BotFather (cijfers, dubbele punt, letters)")
    return value


def _http(value: str) -> str:
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("moet een adres zijn dat met http:// of https:// begint")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("mag geen ?, # of wachtwoord bevatten")
    return value.rstrip("/")


def _public(value: str) -> str:
    value = _http(value)
    if urlsplit(value).scheme != "https" and not is_loopback(value):
        raise ValueError("moet met https:// beginnen; http:// mag alleen op de eigen machine")
    return value


def _database(value: str) -> str:
    sqlite = _SQLITE.match(value)
    if sqlite:
        if not sqlite["file"] or ":memory:" in value or "mode=memory" in value:
            raise ValueError("SQLite heeft een bestand nodig, zoals sqlite:///afsprakenbot.db")
        return value
    if not value.startswith(_DATABASES):
        raise ValueError("moet beginnen met sqlite:///, postgres:// of postgresql://")
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - a quarter of a second, and SQLite does not need it

    try:
        make_url(value)
    except Exception:  # whatever it is, its text may quote the password
        raise ValueError("is geen database-adres, zoals postgresql://naam:wachtwoord@machine/database") from None
    return value


def _mail_server(*schemes: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        parts = _split(value.get_secret_value())
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"moet beginnen met {' of '.join(f'{scheme}://' for scheme in schemes)}, met een machine")
        options = parse_qs(parts.query, keep_blank_values=True)
        if parts.fragment or options.keys() - {"tls"}:
            raise ValueError("na het vraagteken mag alleen tls=starttls staan")
        if options.get("tls", ["starttls"]) not in (["starttls"], ["none"]):
            raise ValueError("tls kan zijn: starttls of none; versleuteld vanaf het begin is smtps:// of imaps://")
        return value

    return AfterValidator(check)


def _sender(value: str) -> str:
    if not _EMAIL.fullmatch(parseaddr(value)[1]) or not value.isprintable():
        raise ValueError("is geen e-mailadres")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value().strip()) < SHORTEST_SECRET:
        raise ValueError(f"moet minstens {SHORTEST_SECRET} tekens lang zijn")
    return value


def _proxies(value: Any) -> Any:
    """ "10.0.0.1, 10.1.0.0/16" as its parts; what is no address is named."""
    if not isinstance(value, str):
        return value
    parts = tuple(value.replace(",", " ").split())
    for part in parts:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise ValueError(f"'{part}' is geen IP-adres of netwerk, zoals 10.0.0.1 of 10.0.0.0/8") from None
    return parts


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _clock_file(value: Path) -> Path:
    from bot.services import FileClock  # noqa: PLC0415 - heavy, and only tests, drills and demo set this

    try:
        FileClock(value)
    except OSError:
        raise ValueError("dit bestand kan niet worden gelezen") from None
    except ValueError:
        raise ValueError("in dit bestand moet een moment staan, zoals 2027-02-01T09:00:00+01:00") from None
    return value


class Settings(BaseSettings):
    """All settings, with their defaults. Secrets never print."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore", case_sensitive=True)

    TELEGRAM_TOKEN: Annotated[SecretStr, AfterValidator(_token)] | None = None
    TELEGRAM_API_URL: Annotated[str, AfterValidator(_http)] = OFFICIAL_API
    DATABASE_URL: Annotated[str, AfterValidator(_database)] = "sqlite:///afsprakenbot.db"
    PUBLIC_URL: Annotated[str, AfterValidator(_public)] | None = None
    PORT: Annotated[int, Field(ge=0, le=65535)] = 8000
    SECRET_KEY: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    SMTP_URL: Annotated[SecretStr, _mail_server("smtp", "smtps")] | None = None
    MAIL_FROM: Annotated[str, AfterValidator(_sender)] | None = None
    IMAP_URL: Annotated[SecretStr, _mail_server("imap", "imaps")] | None = None
    TRUSTED_PROXIES: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_proxies)] = ()
    LOG_LEVEL: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    LOG_FORMAT: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"
    CLOCK_FILE: Annotated[Path, AfterValidator(_clock_file)] | None = None

    @property
    def secrets(self) -> list[str]:
        """What may stand in no line that anybody reads: each secret, and the password in each address."""
        given = (self.TELEGRAM_TOKEN, self.SECRET_KEY, self.SMTP_URL, self.IMAP_URL)
        values = [secret.get_secret_value() for secret in given if secret is not None]
        passwords = [found[1] for value in (*values, self.DATABASE_URL) if (found := _PASSWORD.search(value))]
        return [*values, *passwords, *map(unquote, passwords)]


# What each command cannot do without.
NEEDS: dict[str, tuple[str, ...]] = {
    "run": ("TELEGRAM_TOKEN", "SECRET_KEY"),
    "web": ("TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"),
    "worker": ("TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"),
    "tick": ("TELEGRAM_TOKEN", "SECRET_KEY"),
    "audit verify": ("SECRET_KEY",),
    "audit reseal": ("SECRET_KEY",),
    "opschonen": ("SECRET_KEY",),
}
_HOW = {
    "TELEGRAM_TOKEN": "ontbreekt; u krijgt het van BotFather",
    "SECRET_KEY": 'ontbreekt; maak er een met: python -c "import secrets; print(secrets.token_urlsafe(48))"',
    "PUBLIC_URL": "ontbreekt; het adres waarop Telegram deze machine bereikt, zoals https://bot.voorbeeld.nl",
}
_WRONG = {
    "int_parsing": "moet een geheel getal zijn",
    "int_parsing_size": "moet tussen 0 en 65535 liggen",
    "greater_than_equal": "moet tussen 0 en 65535 liggen",
    "less_than_equal": "moet tussen 0 en 65535 liggen",
}


def load_settings(command: str = "") -> Settings:
    """The settings of this process. Raises ``SettingsFaults`` that names everything that is wrong at once."""
    faults: dict[str, str] = {}
    settings: Settings | None = None
    try:
        settings = Settings()
    except ValidationError as error:
        faults = {str(fault["loc"][0]): _reason(dict(fault)) for fault in error.errors(include_input=False)}
    for name, fault in _together(command):
        faults.setdefault(name, fault)
    if faults or settings is None:
        order = list(Settings.model_fields)
        raise SettingsFaults([f"{name}: {faults[name]}" for name in sorted(faults, key=order.index)])
    return settings


def _together(command: str) -> Iterator[tuple[str, str]]:
    """What is wrong between settings, also when one of them is wrong by itself. An empty one is not set."""
    given = {name: value for name in Settings.model_fields if (value := os.environ.get(name))}
    for name in NEEDS.get(command, ()):
        if name not in given:
            yield name, _HOW[name]
    if "CLOCK_FILE" in given and not is_loopback(given.get("TELEGRAM_API_URL", OFFICIAL_API)):
        yield "CLOCK_FILE", "mag alleen als TELEGRAM_API_URL naar de eigen machine wijst"
    if "SMTP_URL" in given and "MAIL_FROM" not in given:
        yield "MAIL_FROM", "ontbreekt; SMTP_URL heeft een afzender nodig, zoals bot@voorbeeld.nl"
    for name, value in given.items():
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield name, "bevat tekens die geen UTF-8 zijn"


def _reason(fault: dict[str, object]) -> str:
    kind = str(fault["type"])
    if kind == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if kind == "literal_error":
        context = fault.get("ctx")
        return f"kan zijn: {context['expected']}".replace(" or ", " of ") if isinstance(context, dict) else "onbekend"
    return _WRONG.get(kind, "klopt niet")
