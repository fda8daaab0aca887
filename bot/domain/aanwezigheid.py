"""Who comes to a bijeenkomst, who is lacking there, and when is that looked at?

A seat is taken as soon as somebody of it comes: that a second one did not answer is nobody's concern.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.agenda import Agendapunt, in_order
from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.deelnemer import Antwoord, Deelnemer
from bot.domain.persoon import Persoon, PersoonId
from bot.domain.referentie import Referentie
from bot.domain.regio import Casustafel, Regio
from bot.domain.regio_values import Zetel, gemeente_organisatie
from bot.domain.werkdagen import Werkkalender

WERKDAGEN_VOORAF = 2
"""So many working days before, at the same time of day, it is looked at who is lacking: 48 hours of working time."""


class Ontbreekt(StrEnum):
    """Why a place at the table is not taken as it should be, the least bad first."""

    ZONDER_MANDAAT = "zonder_mandaat"
    """Somebody comes who may not decide."""
    MANDAAT_ONBEKEND = "mandaat_onbekend"
    GEEN_ANTWOORD = "geen_antwoord"
    GEEN_VERVANGER = "geen_vervanger"
    """Absent, and nobody comes instead."""
    NIEMAND = "niemand"
    """Nobody is invited at all."""


@dataclass(frozen=True)
class Komst:
    """What is known of one who is invited. ``vervanger`` only while that one can come."""

    deelnemer: Deelnemer
    antwoord: Antwoord | None = None
    vervanger: Persoon | None = None
    mandaat: bool | None = None
    bevestigd: bool = False
    """Did the vervanger say to come?"""

    @property
    def persoon(self) -> Persoon:
        return self.deelnemer.persoon

    @property
    def ontbreekt(self) -> Ontbreekt | None:
        """None for who comes, or whose vervanger comes and may decide."""
        if self.antwoord is None:
            return Ontbreekt.GEEN_ANTWOORD
        if self.antwoord is Antwoord.KOMT:
            return None
        if self.vervanger is None:
            return Ontbreekt.GEEN_VERVANGER
        if self.mandaat is None:
            return Ontbreekt.MANDAAT_ONBEKEND
        return None if self.mandaat else Ontbreekt.ZONDER_MANDAAT


@dataclass(frozen=True)
class Gemis:
    """Whom the table lacks: for all of it, or for ``casussen`` alone."""

    naam: str
    waarom: Ontbreekt
    casussen: tuple[Referentie, ...] = field(default=())


def looks_at(bijeenkomst: Bijeenkomst, kalender: Werkkalender) -> datetime | None:
    """When it is looked at who is lacking; None while nobody was told of it.

    What was sent or changed after that moment is looked at when the next window opens: people need time to answer.
    """
    if bijeenkomst.agenda_at is None:
        return None
    begint = kalender.local(bijeenkomst.begint)
    normal = kalender.next_opening(kalender.at(kalender.shift(begint.date(), -WERKDAGEN_VOORAF), begint.time()))
    told = max(bijeenkomst.agenda_at, bijeenkomst.changed_at or bijeenkomst.agenda_at)
    if told <= normal:
        return normal
    day = kalender.today(told)
    opens = kalender.window_opens(day)
    return opens if kalender.is_werkdag(day) and told < opens else kalender.window_opens(kalender.next_werkdag(day))


def lacking(
    tafel: Casustafel | None,
    punten: Iterable[Agendapunt],
    komsten: Sequence[Komst],
    regio: Regio,
    partners: Sequence[Persoon],
) -> list[Gemis]:
    """Of the fixed seats in the region's order, then of who is asked for single casussen, in that of the agenda.

    ``partners`` are all who stand on the agenda for single casussen, also those who can no longer take part.
    """
    agenda = in_order(punten)
    seats = (
        [] if tafel is None else [zetel for fixed in tafel.vaste_kern for zetel in _seats(fixed, tafel, agenda, regio)]
    )
    kern = [komst for komst in komsten if komst.deelnemer.kern]
    found = [
        Gemis(zetel.naam, why)
        for zetel in seats
        if (why := _of_seat([komst for komst in kern if _fills(komst.persoon, zetel)])) is not None
    ]
    return found + _of_casussen(agenda, komsten, partners)


def _seats(fixed: Zetel, tafel: Casustafel, agenda: Sequence[Agendapunt], regio: Regio) -> list[Zetel]:
    """The gemeente's seat is one for each gemeente with a casus on the agenda, or of the table when it has no cases."""
    if not fixed.is_gemeente:
        return [fixed]
    if tafel.casussen:
        names = dict.fromkeys(punt.gemeente for punt in agenda if punt.gemeente is not None)
    else:
        names = dict.fromkeys(gemeente.naam for gemeente in regio.gemeenten_of(tafel.sleutel))
    return [Zetel(gemeente_organisatie(naam)) for naam in names]


def _fills(persoon: Persoon, zetel: Zetel) -> bool:
    return persoon.organisatie == zetel.organisatie and zetel.zetel in (None, persoon.zetel)


def _of_seat(komsten: Sequence[Komst]) -> Ontbreekt | None:
    """Why nobody of these takes it as it should be; the best of them counts."""
    if not komsten:
        return Ontbreekt.NIEMAND
    found = [komst.ontbreekt for komst in komsten]
    return None if None in found else next(why for why in Ontbreekt if why in found)


def _of_casussen(agenda: Sequence[Agendapunt], komsten: Sequence[Komst], partners: Sequence[Persoon]) -> list[Gemis]:
    """Per organisation that is asked for single casussen: for which it is lacking, and why."""
    known: dict[PersoonId, Persoon] = {persoon.id: persoon for persoon in partners}
    coming = {komst.persoon.id: komst for komst in komsten}
    found: dict[tuple[str, Ontbreekt], list[Referentie]] = {}
    for punt in agenda:
        if punt.casus is None:
            continue
        asked: dict[str, list[Komst]] = {}
        for id in sorted(punt.partners & known.keys()):
            own = asked.setdefault(known[id].organisatie, [])
            if id in coming:
                own.append(coming[id])
        for naam, own in asked.items():
            in_the_kern = any(komst.deelnemer.kern for komst in own)  # said of their seat already
            if not in_the_kern and (why := _of_seat(own)) is not None:
                found.setdefault((naam, why), []).append(punt.casus)
    return [Gemis(naam, why, tuple(casussen)) for (naam, why), casussen in found.items()]
