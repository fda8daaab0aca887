"""/afsprakenlijst: what was agreed at a bijeenkomst, to be sent by who leads, to be read back by who took part."""

from bot.domain.bijeenkomst import BijeenkomstId
from bot.domain.errors import OudeKnop, UnknownAfspraak
from bot.domain.persoon import PersoonId
from bot.handlers.beurt import Beurt, read_bijeenkomst, read_id
from bot.usecases.afsprakenlijst import lijst_seen_by, lijsten_of, note_presence
from bot.usecases.tafels import leads, to_lead


def begin(beurt: Beurt) -> None:
    """``/afsprakenlijst``, alone or with the name of a table: the last one, or which."""
    found = lijsten_of(beurt.tx, beurt.persoon, beurt.tekst.strip())
    if len(found) == 1:
        return _show(beurt, found[0], nieuw=True)
    return beurt.answer("lijst_kiezen", bijeenkomsten=found)


def show(beurt: Beurt, rest: str) -> None:
    """The button «Afsprakenlijst»."""
    _show(beurt, read_bijeenkomst(rest), nieuw=False)


def who_was_there(beurt: Beurt, rest: str) -> None:
    """The button «Wie was er»."""
    beurt.rewrite("lijst_wie", bijeenkomst=to_lead(beurt.tx, read_bijeenkomst(rest), beurt.persoon).id)


def was_there(beurt: Beurt, rest: str) -> None:
    """A name under «Wie was er»: ``ID:PERSOON:1`` was there, ``:0`` was not."""
    id, _, who = rest.partition(":")
    persoon, _, said = who.partition(":")
    if said not in ("0", "1"):
        raise OudeKnop
    bijeenkomst = read_bijeenkomst(id)
    try:
        wie = PersoonId(read_id(persoon))
    except UnknownAfspraak as made_up:
        raise OudeKnop from made_up
    note_presence(beurt.tx, bijeenkomst, wie, was_er=said == "1", door=beurt.persoon)
    beurt.rewrite("lijst_wie", bijeenkomst=bijeenkomst)


def _show(beurt: Beurt, id: BijeenkomstId, *, nieuw: bool) -> None:
    bijeenkomst, _ = lijst_seen_by(beurt.tx, id, beurt.persoon)
    naam = "lijst_klaar" if leads(beurt.tx, bijeenkomst, beurt.persoon) else "afsprakenlijst"
    (beurt.answer if nieuw else beurt.rewrite)(naam, bijeenkomst=id)
