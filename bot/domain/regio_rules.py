"""Which rules must hold between the values of a region document?

Names that point to each other, keys that occur once, windows that open before they close. The rules read the
plain document, not the models: so they also speak about a document that has other faults, and one `regio
check` says it all. A list with an unreadable entry is not known well enough to call a reference to it wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from bot.domain.namen import fold
from bot.domain.regio_check import Fault, Loc, bedoelde_u, path
from bot.domain.regio_ritme import dates, interval, ritme_faults
from bot.domain.regio_values import GEMEENTE, attempt, gemeente_organisatie, read_date, read_time

FEESTDAGEN = (
    "Nieuwjaarsdag",
    "Goede vrijdag",
    "Eerste paasdag",
    "Tweede paasdag",
    "Koningsdag",
    "Bevrijdingsdag",
    "Hemelvaartsdag",
    "Eerste pinksterdag",
    "Tweede pinksterdag",
    "Eerste kerstdag",
    "Tweede kerstdag",
)
"""The names of the Dutch public holidays, as the ``holidays`` library gives them."""

_MIDNIGHT = 24 * 60

# What the models fill in for a key that is left out, where a rule needs it.
VERZENDING = {"van": time(8, 0), "tot": time(18, 0), "ochtendbericht": time(8, 30)}
DUUR = 120


class _Entry(NamedTuple):
    loc: Loc
    data: Mapping[str, Any]

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        return value.strip() if isinstance(value, str) else None

    def texts(self, key: str) -> list[tuple[Loc, str]]:
        values = self.data.get(key)
        if not isinstance(values, list | tuple):
            return []
        # A date may be written without quotes, and then is the same date.
        return [((*self.loc, key, n), str(v).strip()) for n, v in enumerate(values) if isinstance(v, str | date)]

    def entries(self, key: str) -> "list[_Entry]":
        values = self.data.get(key)
        if not isinstance(values, list | tuple):
            return []
        return [_Entry((*self.loc, key, n), v) for n, v in enumerate(values) if isinstance(v, Mapping)]

    def section(self, key: str) -> "_Entry":
        value = self.data.get(key)
        return _Entry((*self.loc, key), value if isinstance(value, Mapping) else {})


class _Known(NamedTuple):
    """The names that may be referred to. Not ``complete``: some entry could not be read."""

    names: Sequence[str]
    complete: bool
    aliases: Mapping[str, str]  # folded alias -> the name to write

    def check(self, loc: Loc, noun: str, name: str, whose: str = "") -> Iterator[Fault]:
        if self.complete and name not in self.names:
            meant = self.aliases.get(fold(name))
            tail = f", bedoelde u '{meant}'?" if meant else bedoelde_u(name, self.names)
            yield Fault(loc, f"onbekende {noun} '{name}'{whose}{tail}")


def rule_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Every rule between values that ``document`` breaks."""
    doc = _Entry((), document)
    yield from _duplicates(doc)
    yield from _organisatie_names(doc)
    yield from _references(doc)
    for tafel in doc.entries("casustafels"):
        yield from _rhythm(tafel)
        yield from _onderwerpen(tafel)
    yield from _window(doc.section("verzending"))
    yield from _ladder(doc.section("herinneringen"))
    yield from _holidays(doc)


# Things that may occur once


def _once(names: Iterable[tuple[Loc, str]]) -> Iterator[Fault]:
    seen: dict[str, Loc] = {}
    for loc, name in names:
        if fold(name) in seen:
            yield Fault(loc, f"'{name}' staat er al ({path(seen[fold(name)])})")
        elif fold(name):
            seen[fold(name)] = loc


def _of_each(entries: Iterable[_Entry], key: str) -> list[tuple[Loc, str]]:
    return [((*entry.loc, key), text) for entry in entries if (text := entry.text(key)) is not None]


def _duplicates(doc: _Entry) -> Iterator[Fault]:
    for listing, keys in (
        ("locaties", ("naam",)),
        ("gemeenten", ("naam",)),
        ("casustafels", ("sleutel", "naam", "agendanaam")),
        ("werkproces", ("sleutel", "naam")),
        ("aanspreken", ("sleutel", "naam")),
        ("opschalen", ("sleutel", "naam")),
    ):
        for key in keys:
            yield from _once(_of_each(doc.entries(listing), key))
    for tafel in doc.entries("casustafels"):
        for key in ("gemeenten", "vaste_kern", "per_casus"):
            yield from _once(tafel.texts(key))
    for organisatie in doc.entries("organisaties"):
        yield from _once(organisatie.texts("zetels"))
    for key in ("sluitingsdagen", "doorwerken", "categorieen"):
        yield from _once(doc.texts(key))
    for key in ("rollen", "organisaties", "plaatsen", "extra"):
        yield from _once(doc.section("woorden").texts(key))


def _organisatie_names(doc: _Entry) -> Iterator[Fault]:
    """Names and aliases are one set: whatever somebody types must mean one organisation."""
    names: list[tuple[Loc, str]] = []
    for gemeente in doc.entries("gemeenten"):
        if naam := gemeente.text("naam"):
            names.append(((*gemeente.loc, "naam"), gemeente_organisatie(naam)))
    for organisatie in doc.entries("organisaties"):
        names += _of_each([organisatie], "naam") + organisatie.texts("aliassen")
    for loc, name in names:
        if fold(name) == fold(GEMEENTE):
            yield Fault(loc, f"'{name}' is voorbehouden aan de gemeente van de casus")
    yield from (fault for fault in _once(names) if fault.loc[0] == "organisaties")


# Things that point to each other


def _known(doc: _Entry, key: str) -> _Known:
    values = doc.data.get(key)
    entries = doc.entries(key)
    names = [text for entry in entries if (text := entry.text("naam"))]
    complete = isinstance(values, list | tuple) and len(names) == len(values)
    return _Known(names, complete, {fold(name): name for name in names})


def _known_organisaties(doc: _Entry) -> _Known:
    own, gemeenten = _known(doc, "organisaties"), _known(doc, "gemeenten")
    implicit = [gemeente_organisatie(naam) for naam in gemeenten.names]
    aliases = {fold(naam): naam for naam in implicit} | dict(own.aliases)
    for entry in doc.entries("organisaties"):
        if naam := entry.text("naam"):
            aliases |= {fold(alias): naam for _, alias in entry.texts("aliassen")}
    return _Known([*own.names, *implicit], own.complete and gemeenten.complete, aliases)


def _references(doc: _Entry) -> Iterator[Fault]:
    locaties, gemeenten, organisaties = _known(doc, "locaties"), _known(doc, "gemeenten"), _known_organisaties(doc)
    zetels = {naam: _zetels(org) for org in doc.entries("organisaties") if (naam := org.text("naam"))}
    for entry in [*doc.entries("gemeenten"), *doc.entries("casustafels")]:
        if locatie := entry.text("locatie"):
            yield from locaties.check((*entry.loc, "locatie"), "locatie", locatie)
    for tafel in doc.entries("casustafels"):
        for loc, naam in tafel.texts("gemeenten"):
            yield from gemeenten.check(loc, "gemeente", naam)
        for loc, naam in tafel.texts("per_casus"):
            if naam == GEMEENTE:
                yield Fault(loc, f"'{naam}' kan alleen bij de vaste kern staan")
            else:
                yield from organisaties.check(loc, "organisatie", naam)
        for loc, seat in tafel.texts("vaste_kern"):
            yield from _seat(loc, seat, organisaties, zetels)
    naam, own = doc.text("naam"), _known(doc, "organisaties")
    if naam and own.complete and naam not in own.names:
        yield Fault(("naam",), f"'{naam}' ontbreekt bij de organisaties, het huis is er zelf ook een")


def _zetels(organisatie: _Entry) -> _Known:
    values = organisatie.data.get("zetels", ())
    names = [zetel for _, zetel in organisatie.texts("zetels")]
    complete = isinstance(values, list | tuple) and len(names) == len(values)
    return _Known(names, complete, {fold(name): name for name in names})


def _seat(loc: Loc, seat: str, organisaties: _Known, zetels: Mapping[str, _Known]) -> Iterator[Fault]:
    naam, slash, zetel = (part.strip() for part in seat.partition("/"))
    if naam == GEMEENTE and not slash:
        return
    own = zetels.get(naam, _Known((), complete=True, aliases={}))
    if naam not in organisaties.names:
        yield from organisaties.check(loc, "organisatie", naam)
    elif zetel:
        yield from own.check(loc, "zetel", zetel, f" van '{naam}'")
    elif own.names and not slash:
        choices = " of ".join(f"'{naam}/{each}'" for each in own.names)
        yield Fault(loc, f"'{naam}' heeft zetels, schrijf {choices}")


# Times and days


def _rhythm(tafel: _Entry) -> Iterator[Fault]:
    ritme = tafel.text("ritme")
    vanaf = attempt(read_date, tafel.data["vanaf"]) if "vanaf" in tafel.data else None
    tijd = attempt(read_time, tafel.data["tijd"]) if "tijd" in tafel.data else None
    if tafel.data.get("ritme") is None:
        if tafel.data.get("vanaf") is not None:
            yield Fault((*tafel.loc, "vanaf"), "hoort bij een ritme, en dat ontbreekt")
    elif tafel.data.get("tijd") is None:
        yield Fault((*tafel.loc, "tijd"), "ontbreekt, want er is een ritme")
    if ritme and not ritme_faults(ritme):
        if interval(ritme) > 1 and tafel.data.get("vanaf") is None:
            yield Fault((*tafel.loc, "vanaf"), "ontbreekt: vanaf welke dag telt het ritme?")
        elif vanaf and (first := next(dates(ritme, vanaf, date.max), None)) != vanaf:
            tail = f", de eerste keer daarna is {first}" if first else ""
            yield Fault((*tafel.loc, "vanaf"), f"{vanaf} valt niet op het ritme{tail}")
    duur = tafel.data.get("duur", DUUR)
    if tijd and isinstance(duur, int) and tijd.hour * 60 + tijd.minute + duur > _MIDNIGHT:
        yield Fault((*tafel.loc, "duur"), "loopt door tot na middernacht")


def _onderwerpen(tafel: _Entry) -> Iterator[Fault]:
    if tafel.data.get("onderwerpen") is True and tafel.data.get("casussen", True) is True:
        text = "kan alleen bij een tafel zonder casussen, schrijf er 'casussen = false' bij"
        yield Fault((*tafel.loc, "onderwerpen"), text)


def _window(verzending: _Entry) -> Iterator[Fault]:
    clock: dict[str, time | None] = {
        key: attempt(read_time, verzending.data.get(key, default)) for key, default in VERZENDING.items()
    }
    van, tot, ochtend = clock["van"], clock["tot"], clock["ochtendbericht"]
    if van is None or tot is None:
        return
    if tot <= van:
        yield Fault((*verzending.loc, "tot"), f"moet later zijn dan 'van' ({van:%H:%M})")
    elif ochtend is not None and not van <= ochtend < tot:
        yield Fault(
            (*verzending.loc, "ochtendbericht"),
            f"moet tussen 'van' ({van:%H:%M}) en 'tot' ({tot:%H:%M}) liggen",
        )


def _ladder(herinneringen: _Entry) -> Iterator[Fault]:
    steps = herinneringen.data.get("ladder")
    if not isinstance(steps, list | tuple) or not all(type(step) is int for step in steps):
        return
    for n, step in enumerate(steps):
        if step in steps[:n]:
            yield Fault((*herinneringen.loc, "ladder", n), f"{step} staat er al")
    if list(steps) != sorted(steps):
        yield Fault((*herinneringen.loc, "ladder"), "moet oplopen, van ver voor de deadline tot erna")


def _holidays(doc: _Entry) -> Iterator[Fault]:
    known = _Known(FEESTDAGEN, True, {fold(naam): naam for naam in FEESTDAGEN})
    for loc, naam in doc.texts("doorwerken"):
        yield from known.check(loc, "feestdag", naam)
