"""Which settings does this process have? The environment in, frozen values out."""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.services import FileClock

OFFICIAL_API = "https://api.telegram.org"
SHORTEST_SECRET = 32


class SettingsFaults(Exception):
    """The environment is not right. ``faults`` names every setting and what to do about it, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def is_loopback(url: str) -> bool:
    """Does ``url`` point at this machine?"""
    host = (urlsplit(url).hostname or "").lower()
    return host in {"localhost", "::1"} or host.startswith("127.")


def _token(value: SecretStr) -> SecretStr:
    number, _, rest = value.get_secret_value().partition(":")
    if not number.isdecimal() or not rest or any(char.isspace() or char == "/" for char in rest):
        raise ValueError("is geen token van BotFather (cijfers, dubbele punt, letters)")
    return value


def _http(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("moet een adres zijn dat met http:// of https:// begint")
    return value.rstrip("/")


def _public(value: str) -> str:
    if urlsplit(_http(value)).scheme != "https" and not is_loopback(value):
        raise ValueError("moet met https:// beginnen; http:// mag alleen op de eigen machine")
    return value.rstrip("/")


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("is geen database-adres, zoals sqlite:///afsprakenbot.db of postgresql://…") from None
    if url.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("alleen sqlite en postgresql kunnen")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("SQLite heeft een bestand nodig, zoals sqlite:///afsprakenbot.db")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < SHORTEST_SECRET:
        raise ValueError(f"moet minstens {SHORTEST_SECRET} tekens lang zijn")
    return value


def _clock_file(value: Path) -> Path:
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
    SMTP_URL: SecretStr | None = None
    MAIL_FROM: str | None = None
    IMAP_URL: SecretStr | None = None
    TRUSTED_PROXIES: Annotated[tuple[str, ...], NoDecode] = ()
    LOG_LEVEL: Literal["debug", "info", "warning", "error"] = "info"
    LOG_FORMAT: Literal["text", "json"] = "text"
    CLOCK_FILE: Annotated[Path, AfterValidator(_clock_file)] | None = None


# What each command cannot do without.
NEEDS: dict[str, tuple[str, ...]] = {
    "run": ("TELEGRAM_TOKEN", "SECRET_KEY"),
    "web": ("TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"),
    "worker": ("TELEGRAM_TOKEN", "SECRET_KEY", "PUBLIC_URL"),
    "tick": ("TELEGRAM_TOKEN",),
}
_HOW = {
    "TELEGRAM_TOKEN": "ontbreekt; u krijgt het van BotFather",
    "SECRET_KEY": 'ontbreekt; maak er een met: python -c "import secrets; print(secrets.token_urlsafe(48))"',
    "PUBLIC_URL": "ontbreekt; het adres waarop Telegram deze machine bereikt, zoals https://bot.voorbeeld.nl",
}
_WRONG = {
    "int_parsing": "moet een geheel getal zijn",
    "greater_than_equal": "moet tussen 0 en 65535 liggen",
    "less_than_equal": "moet tussen 0 en 65535 liggen",
}


def load_settings(command: str = "") -> Settings:
    """The settings of this process. Raises ``SettingsFaults`` that names everything that is wrong at once."""
    faults: list[str] = []
    settings: Settings | None = None
    try:
        settings = Settings()
    except ValidationError as error:
        faults = [f"{fault['loc'][0]}: {_reason(dict(fault))}" for fault in error.errors(include_input=False)]
    named = {fault.split(":")[0] for fault in faults}
    for name in NEEDS.get(command, ()):
        missing = getattr(settings, name) is None if settings else not os.environ.get(name)
        if missing and name not in named:
            faults.append(f"{name}: {_HOW[name]}")
    if settings is not None and settings.CLOCK_FILE is not None and not is_loopback(settings.TELEGRAM_API_URL):
        faults.append("CLOCK_FILE: mag alleen als TELEGRAM_API_URL naar de eigen machine wijst")
    if faults or settings is None:
        raise SettingsFaults(sorted(faults))
    return settings


def _reason(fault: dict[str, object]) -> str:
    kind = str(fault["type"])
    if kind == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if kind == "literal_error":
        context = fault.get("ctx")
        return f"kan zijn: {context['expected']}".replace(" or ", " of ") if isinstance(context, dict) else "onbekend"
    return _WRONG.get(kind, "klopt niet")
