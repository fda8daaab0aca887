"""«Aanspreken» and «Nog niet» under a line that is overdue: nothing goes to an organisation before that."""

from bot.domain.afspraak import AfspraakId
from bot.domain.errors import OudeKnop
from bot.handlers.beurt import Beurt, read_id
from bot.usecases.aanspreken import speak_later, speak_to


def speak(beurt: Beurt, rest: str) -> None:
    id, genomen = _proposal(rest)
    contacts = speak_to(beurt.tx, id, genomen, beurt.persoon)
    beurt.answer("aangesproken", afspraak=id, personen=[contact.id for contact in contacts])


def not_yet(beurt: Beurt, rest: str) -> None:
    id, genomen = _proposal(rest)
    afspraak = speak_later(beurt.tx, id, genomen, beurt.persoon)
    assert afspraak.aanspreken_na is not None
    beurt.answer("niet_aangesproken", afspraak=id, dag=afspraak.aanspreken_na.isoformat())


def _proposal(rest: str) -> tuple[AfspraakId, int]:
    """Which afspraak, and how many steps were taken when this was proposed."""
    id, _, genomen = rest.partition(":")
    if not genomen.isdecimal() or len(genomen) > 2:
        raise OudeKnop
    return read_id(id), int(genomen)
