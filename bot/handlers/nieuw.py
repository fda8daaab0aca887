"""/nieuw: gemeente, tafel, and there is the reference."""

from bot.domain.gesprek import Gesprek, Over
from bot.domain.namen import match
from bot.handlers.beurt import Beurt
from bot.usecases.casussen import gemeenten_for, new_casus


def begin(beurt: Beurt) -> None:
    """``/nieuw``, or ``/nieuw Kampen`` and ``/nieuw Kampen Top-X`` for who knows what they want."""
    gesprek = Gesprek.begin(beurt.persoon.id, Over.CASUS)
    gemeenten = gemeenten_for(beurt.tx, beurt.persoon)
    typed = beurt.tekst.split()
    for count in range(len(typed), 0, -1):
        found = match(" ".join(typed[:count]), [(naam, naam) for naam in gemeenten])
        if len(found) == 1:
            return _ask_tafel(beurt, gesprek, found[0], " ".join(typed[count:]), nieuw=True)
    if len(gemeenten) == 1 and (not typed or _tafels(beurt, gemeenten[0], beurt.tekst)):
        return _ask_tafel(beurt, gesprek, gemeenten[0], beurt.tekst, nieuw=True)
    reden = "onbekend" if typed else None
    return beurt.ask(gesprek.ask("gemeente", tuple(gemeenten)), "vraag_gemeente", nieuw=True, reden=reden)


def chosen(beurt: Beurt, gesprek: Gesprek, keuze: str) -> None:
    """A button of one of the two questions."""
    if gesprek.vraag == "gemeente":
        _ask_tafel(beurt, gesprek, keuze, "")
    else:
        _make(beurt, gesprek.gegevens["gemeente"], keuze)


def typed(beurt: Beurt, gesprek: Gesprek) -> None:
    """An answer in words."""
    if gesprek.vraag == "gemeente":
        found = match(beurt.tekst, [(naam, naam) for naam in gesprek.opties])
        if len(found) == 1:
            return _ask_tafel(beurt, gesprek, found[0], "")
        reden = "meer" if found else "onbekend"
        return beurt.ask(gesprek.ask("gemeente", gesprek.opties), "vraag_gemeente", reden=reden)
    return _ask_tafel(beurt, gesprek, gesprek.gegevens["gemeente"], beurt.tekst)


def _ask_tafel(beurt: Beurt, gesprek: Gesprek, gemeente: str, name: str, *, nieuw: bool = False) -> None:
    tafels = beurt.tx.regio.tafels_for(gemeente)
    if name.strip():
        found = _tafels(beurt, gemeente, name)
    else:
        found = [tafel.sleutel for tafel in tafels] if len(tafels) == 1 else []
    if len(found) == 1:
        return _make(beurt, gemeente, found[0])
    reden = ("meer" if found else "onbekend") if name.strip() else None
    opties = tuple(found) if len(found) > 1 else tuple(tafel.sleutel for tafel in tafels)
    return beurt.ask(gesprek.ask("tafel", opties, gemeente=gemeente), "vraag_tafel", nieuw=nieuw, reden=reden)


def _tafels(beurt: Beurt, gemeente: str, name: str) -> list[str]:
    """The keys of the tables of this gemeente that ``name`` may mean."""
    tafels = beurt.tx.regio.tafels_for(gemeente)
    return match(name, [(n, t.sleutel) for t in tafels for n in (t.naam, t.sleutel, t.agendanaam, t.soort)])


def _make(beurt: Beurt, gemeente: str, tafel: str) -> None:
    casus = new_casus(beurt.tx, gemeente, tafel, beurt.persoon)
    beurt.tx.gesprekken.end(beurt.persoon.id)
    beurt.rewrite("nieuwe_casus", referentie=casus.referentie)
