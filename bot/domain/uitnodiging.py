"""Who may come in, how often and how long?"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import DomainError
from bot.domain.persoon import PersoonId

BOT_NAAM = "bot_naam"
"""The small fact that says how the bot is called in Telegram; there since its first contact."""


class UitnodigingOngeldig(DomainError):
    """Expired, used, revoked or forged: the person hears the same in each case, and the same as a stranger."""

    bericht = "alleen_op_uitnodiging"


class AccountBezet(DomainError):
    """This chat belongs to somebody else already: one chat per person."""


@dataclass(frozen=True)
class Uitnodiging:
    """One way in for one person. The token itself is kept nowhere, only its hash."""

    id: int
    persoon: PersoonId
    token_hash: str
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


def new_token() -> str:
    """256 random bits in Telegram's start alphabet (A-Za-z0-9_-, 43 of the 64 characters allowed)."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored and compared. The token is random over 256 bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()
