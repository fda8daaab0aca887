"""Which address leads to a page or a calendar of ours, and whom does that address let in?

Where ``PUBLIC_URL`` is https the button Bekijk opens the page inside Telegram: its address says only what it is about
and lives as long as its message, and Telegram's word for who opens it lets a person in. Everywhere else (http on this
machine: Telegram opens no page without https) pressing Bekijk asks for a signed link, which lets one person in for 15
minutes. Both end at the same page, and what an address says is checked again at every request.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, Signer, TimestampSigner, URLSafeTimedSerializer

from bot.domain.pas import LINK_LIVES, Pas
from bot.settings import Settings, is_loopback

LONGEST_TOKEN = 256
_LINK, _APP, _KALENDER = "bekijk", "bekijk-in-telegram", "kalender"


@dataclass
class Links:
    """Makes and reads the addresses of one deployment. ``open`` is False while nobody serves its pages."""

    base: str
    _key: str
    _now: Callable[[], datetime]
    open: bool = True

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], datetime]) -> "Links":
        """``now`` is the domain's clock: that is what the 15 minutes are counted by."""
        key = settings.SECRET_KEY.get_secret_value() if settings.SECRET_KEY else ""
        return cls(web_address(settings), key, now)

    @property
    def inside_telegram(self) -> bool:
        """Can Telegram itself open our page?"""
        return self.base.startswith("https://")

    def app_url(self, over: int | str, persoon: int) -> str:
        """For a button that opens the page inside Telegram; worthless without Telegram's word for who opens it."""
        return self._url(_APP, [_APP, over, persoon])

    def link_url(self, pas: Pas) -> str:
        """Lets this person in for 15 minutes."""
        return self._url(_LINK, [_LINK, pas.over, pas.persoon, pas.sinds])

    def read_app(self, token: str) -> tuple[int | str, int] | None:
        """What it is about, and person; None when it is no such address of ours."""
        match self._read(_APP, token, None):
            case [str(), int(over) | str(over), int(persoon)]:
                return over, persoon
        return None

    def read_link(self, token: str) -> Pas | None:
        """Whom it lets in; None when it is not ours, was altered, or is too old."""
        match self._read(_LINK, token, int(LINK_LIVES.total_seconds())):
            case [str(), int(over) | str(over), int(persoon), int(sinds)]:
                return Pas(over, persoon, sinds)
        return None

    def abonneren_url(self, geheim: str) -> str:
        """The page that says how to put this calendar into one's own. Works until its owner ends it."""
        return f"{self.base}/abonneren/{self._signer().sign(geheim).decode()}"

    def feed_url(self, geheim: str) -> str:
        """The calendar itself, for a client to subscribe to."""
        return f"{self.base}/kalender/{self._signer().sign(geheim).decode()}.ics"

    def read_geheim(self, token: str) -> str | None:
        """What ``feed_url`` was made of; None when it is not ours."""
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return self._signer().unsign(token).decode()
        except (BadData, UnicodeError):
            return None

    def _signer(self) -> Signer:
        """Signs without a moment: what a calendar keeps asking for has no end of its own."""
        return Signer(self._key, salt=f"afsprakenbot.{_KALENDER}", key_derivation="hmac", digest_method=hashlib.sha256)

    def _url(self, purpose: str, said: list[Any]) -> str:
        token = self._serializer(purpose).dumps(said)
        return f"{self.base}/bekijk/{token}"

    def _read(self, purpose: str, token: str, max_age: int | None) -> Any:
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            return self._serializer(purpose).loads(token, max_age=max_age)
        except BadData:
            return None

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        now = self._now

        class Timed(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(now().timestamp())

        return URLSafeTimedSerializer(
            self._key,
            salt=f"afsprakenbot.{purpose}",
            signer=Timed,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def web_address(settings: Settings) -> str:
    """Where our pages are reached. On this machine by number: Telegram takes ``localhost`` for no address."""
    if settings.PUBLIC_URL is not None and not is_loopback(settings.PUBLIC_URL):
        return settings.PUBLIC_URL
    given = urlsplit(settings.PUBLIC_URL or f"http://127.0.0.1:{settings.PORT}")
    port = f":{given.port}" if given.port else ""
    return f"{given.scheme}://127.0.0.1{port}{given.path}"
