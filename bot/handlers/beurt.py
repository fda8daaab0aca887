"""One update and its answers: what is a handler handed?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.afspraak import AfspraakId
from bot.domain.bericht import Baan, Bericht, Methode
from bot.domain.bijeenkomst import BijeenkomstId, UnknownBijeenkomst
from bot.domain.binnenkomst import Binnenkomst, Soort
from bot.domain.errors import DomainError, OudeKnop, UnknownAfspraak
from bot.domain.gesprek import Gesprek
from bot.domain.persoon import Persoon
from bot.domain.privacy import Guard, SafeText
from bot.domain.rechten import Daad, could
from bot.usecases.ports import Transaction


@dataclass
class Beurt:
    """The turn of one person. Answers are owed in the same transaction as what they tell about."""

    tx: Transaction
    guard: Guard
    binnen: Binnenkomst
    wie: Persoon | None
    _answers: int = field(default=0, init=False)

    @property
    def persoon(self) -> Persoon:
        """Who it is. Only asked once a stranger has been sent away."""
        assert self.wie is not None
        return self.wie

    @property
    def tekst(self) -> str:
        return self.binnen.tekst or ""

    def can(self, daad: Daad) -> bool:
        """Is there anything to which this person might do this?"""
        return self.wie is not None and could(self.wie, daad)

    def answer(self, bericht: str, *, afspraak: int | None = None, **gegevens: Any) -> None:
        """A new message. ``gegevens`` are ids and small facts; what the message says is worked out when it is sent."""
        self._owe(bericht, Methode.SEND, None, afspraak, gegevens)

    def rewrite(self, bericht: str, *, afspraak: int | None = None, **gegevens: Any) -> None:
        """The message whose button was pressed becomes this; a new message when it was typed."""
        pressed = self.binnen.soort is Soort.KNOP and self.binnen.message_id is not None
        methode = Methode.EDIT if pressed else Methode.SEND
        self._owe(bericht, methode, self.binnen.message_id if pressed else None, afspraak, gegevens)

    def answer_error(self, error: DomainError, **more: Any) -> None:
        """The template that carries the error's name, filled with what it carries."""
        gegevens = {name: _plain(value) for name, value in error.gegevens.items()}
        self._owe(error.bericht, Methode.SEND, None, None, {**gegevens, **more})

    def delete_message(self) -> str | None:
        """The person's own message goes from the chat. Returns the key by which an answer can tell whether it did."""
        if self.binnen.message_id is None:
            return None
        return self._owe("weg", Methode.DELETE, self.binnen.message_id, None, {})

    def leave(self) -> None:
        """The bot goes from this group."""
        self._owe("weg", Methode.LEAVE, None, None, {})

    def safe(self, text: str, longest: int) -> SafeText:
        """Free text that may be kept. Raises what the guard raises."""
        return self.guard.check(text, longest)

    def ask(self, gesprek: Gesprek, bericht: str, *, nieuw: bool = False, **gegevens: Any) -> None:
        """Keeps the dialogue and puts its question, in place of the one that was answered by a button."""
        gegevens = {"reden": None, **gegevens}
        self.tx.gesprekken.save(gesprek.put_as(bericht, gegevens))
        put = self.answer if nieuw else self.rewrite
        put(bericht, **gegevens)

    def gesprek(self) -> Gesprek:
        """The dialogue this person is in. Raises ``OudeKnop`` when there is none: its buttons are old."""
        gesprek = self.tx.gesprekken.get(self.persoon.id)
        if gesprek is None:
            raise OudeKnop
        return gesprek

    def _owe(
        self, bericht: str, methode: Methode, message_id: int | None, afspraak: int | None, gegevens: dict[str, Any]
    ) -> str:
        if afspraak is not None:
            gegevens = {**gegevens, "afspraak": afspraak}
        self._answers += 1
        number = f":{self._answers}" if self._answers > 1 else ""
        key = f"reply:{self.binnen.update_id}{number}"
        self.tx.outbox.put(
            Bericht(
                key=key,
                bericht=bericht,
                baan=Baan.ANTWOORD,
                gegevens=gegevens,
                naar=self.wie.id if self.wie else None,
                chat_id=self.binnen.chat_id,
                methode=methode,
                message_id=message_id,
                afspraak=afspraak,
                waarom="antwoord",
            )
        )
        return key


def read_id(data: str) -> AfspraakId:
    """The id behind a button, which anybody can make up. Raises ``UnknownAfspraak``."""
    if not data.isdecimal() or len(data) > 18:
        raise UnknownAfspraak
    return AfspraakId(int(data))


def read_bijeenkomst(data: str) -> BijeenkomstId:
    """Likewise. Raises ``UnknownBijeenkomst``."""
    if not data.isdecimal() or len(data) > 18:
        raise UnknownBijeenkomst
    return BijeenkomstId(int(data))


def _plain(value: Any) -> Any:
    """A value as an outbox row can hold it: moments and days in ISO form."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
