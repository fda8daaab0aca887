"""Where is somebody in a dialogue, so that a restart forgets nothing?"""

import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.domain.errors import OudeKnop
from bot.domain.persoon import PersoonId


class Over(StrEnum):
    """What a dialogue is about."""

    CASUS = "casus"
    CASUS_ZIEN = "casus_zien"
    CASUS_SLUITEN = "casus_sluiten"
    AFSPRAAK = "afspraak"
    TOEGANG = "toegang"
    AFWEZIG = "afwezig"
    UITSTEL = "uitstel"
    LUKT_NIET = "lukt_niet"
    NIET_VOOR_MIJ = "niet_voor_mij"
    OVERNAME = "overname"
    TOELICHTING = "toelichting"
    OPPAKKEN = "oppakken"
    BEHEER = "beheer"
    VERVALLEN = "vervallen"
    STATUS = "status"
    FASE = "fase"
    REGIE = "regie"
    OPSCHALEN = "opschalen"
    LEREN = "leren"
    OVERDRAGEN = "overdragen"
    INSTELLINGEN = "instellingen"
    BIJEENKOMST = "bijeenkomst"
    MDO = "mdo"
    AGENDA = "agenda"
    AANWEZIGHEID = "aanwezigheid"
    KALENDER = "kalender"
    LIJST = "lijst"
    WELKE = "welke"
    STOP = "stop"


@dataclass(frozen=True)
class Gesprek:
    """One dialogue of one person: the open question, the choices shown with it, and what is known so far.

    ``gegevens`` and ``opties`` hold keys, ids and guarded text. Each question has a number of its own, so a button of
    an earlier question is recognised as old.
    """

    persoon: PersoonId
    over: Over
    vraag: str
    nonce: str
    nummer: int = 0
    opties: tuple[str, ...] = ()
    gegevens: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def begin(cls, persoon: PersoonId, over: Over, **gegevens: Any) -> "Gesprek":
        return cls(persoon, over, vraag="", nonce=secrets.token_hex(4), gegevens=gegevens)

    def ask(self, vraag: str, opties: tuple[str, ...] = (), **gegevens: Any) -> "Gesprek":
        """The same dialogue with a next question; None in ``gegevens`` forgets a value."""
        known = {key: value for key, value in {**self.gegevens, **gegevens}.items() if value is not None}
        return replace(self, vraag=vraag, nummer=self.nummer + 1, opties=opties, gegevens=known)

    def put_as(self, bericht: str, gegevens: dict[str, Any]) -> "Gesprek":
        """The same, with the message that puts its open question, so that the words on its buttons can be read."""
        return replace(self, gegevens={**self.gegevens, "gesteld": [bericht, gegevens]})

    @property
    def gesteld(self) -> tuple[str, dict[str, Any]] | None:
        """The message that put the open question; None of one that an earlier version asked."""
        asked = self.gegevens.get("gesteld")
        return (asked[0], asked[1]) if asked is not None else None

    @property
    def knop(self) -> str:
        """What the callback data of this question's buttons begins with."""
        return f"{self.nonce}.{self.nummer}"

    def chosen(self, knop: str, index: str) -> str:
        """The choice behind a pressed button. Raises ``OudeKnop`` when it is of another question or forged."""
        if knop != self.knop or not index.isdecimal() or int(index) >= len(self.opties):
            raise OudeKnop
        return self.opties[int(index)]
