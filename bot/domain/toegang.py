"""What has somebody to do with a casus, an afspraak or a person?

Asked where data is fetched and again at every act; what may be done with the answer stands in ``rechten``. A no is
never told apart from "does not exist".
"""

from collections.abc import Sequence

from bot.domain.afspraak import Afspraak
from bot.domain.casus import Casus
from bot.domain.persoon import Persoon, Rol
from bot.domain.rechten import Daad, Relatie, could, may
from bot.domain.regio import Regio
from bot.domain.regio_values import Zetel, gemeente_organisatie
from bot.domain.verzoek import Soort

Relaties = frozenset[Relatie]

SELF: Relaties = frozenset({Relatie.ZELF})
_AT_THE_TABLE = frozenset({Rol.ACTIEHOUDER, Rol.PARTNER})

# The chat commands, in the order in which /help and the menu show them, each with what it is for.
COMMANDOS: tuple[tuple[str, Daad], ...] = (
    ("mijn", Daad.MIJN),
    ("vandaag", Daad.VANDAAG),
    ("afspraak", Daad.AFSPRAAK_VASTLEGGEN),
    ("nieuw", Daad.CASUS_BEGINNEN),
    ("tafels", Daad.TAFELS_ZIEN),
    ("agenda", Daad.AGENDA_ZIEN),
    ("afsprakenlijst", Daad.AGENDA_ZIEN),
    ("kalender", Daad.KALENDER),
    ("casus", Daad.CASUS_ZIEN),
    ("status", Daad.CASUS_BEHEREN),
    ("afwezig", Daad.AFWEZIG),
    ("overdragen", Daad.OVERDRAGEN),
    ("toegang", Daad.TOEGANG_STOPPEN),
    ("help", Daad.HULP),
    ("privacy", Daad.PRIVACY),
    ("annuleer", Daad.HULP),
    ("stop", Daad.STOPPEN),
)


def commandos(persoon: Persoon) -> tuple[str, ...]:
    """The commands that exist for this person."""
    return tuple(naam for naam, daad in COMMANDOS if could(persoon, daad))


def to_gemeente(persoon: Persoon, gemeente: str) -> Relaties:
    """A makelaar without gemeenten has the whole house."""
    if not persoon.gemeenten:
        return frozenset({Relatie.HELE_HUIS})
    return frozenset({Relatie.EIGEN_GEMEENTE}) if gemeente in persoon.gemeenten else frozenset()


def to_casus(persoon: Persoon, casus: Casus, makelaars: Sequence[Persoon]) -> Relaties:
    """As one of the ``makelaars`` of the house; whoever takes part in the casus is known to the database alone."""
    found = set(to_gemeente(persoon, casus.gemeente))
    if casus.tafel in persoon.tafels:
        found.add(Relatie.EIGEN_TAFEL)
    if casus.made_by == persoon.id:
        found.add(Relatie.BEGONNEN)
    if not any(casus.gemeente in makelaar.gemeenten or casus.made_by == makelaar.id for makelaar in makelaars):
        found.add(Relatie.ZONDER_MAKELAAR)
    return frozenset(found)


def at_table(persoon: Persoon, casus: Casus, regio: Regio) -> Relaties:
    """In the fixed seat that this person takes at the table of an open casus; a gemeente sits there for its own.

    It takes both: the table stands with the person, and their organisation has a seat there and signed the convenant.
    """
    if not casus.is_open or casus.tafel not in persoon.tafels or not signed(persoon, regio):
        return frozenset()
    kern = regio.tafel(casus.tafel).kern_for(casus.gemeente)
    own = {Zetel(persoon.organisatie), Zetel(persoon.organisatie, persoon.zetel)}
    return frozenset({Relatie.ZETEL}) if own.intersection(kern) else frozenset()


def to_afspraak(persoon: Persoon, afspraak: Afspraak, regio: Regio) -> Relaties:
    """As its actiehouder, as who is asked to become that, or for the organisation that promised it.

    Without convenant none has anything to do with it, nor before the afsprakenlijst that is to tell of it.
    """
    if afspraak.wacht or not signed(persoon, regio):
        return frozenset()
    found = set()
    theirs = afspraak.is_open and afspraak.organisatie == persoon.organisatie
    if afspraak.actiehouder == persoon.id:
        found.add(Relatie.EIGEN_ACTIE)
    if afspraak.asks(Soort.OVERNAME) and afspraak.verzoek is not None and afspraak.verzoek.aan == persoon.id:
        found.add(Relatie.GEVRAAGD)
    if theirs and afspraak.actiehouder is None:
        found.add(Relatie.EIGEN_ORGANISATIE)
    if theirs and afspraak.aangesproken:
        found.add(Relatie.AANGESPROKEN)
    return frozenset(found)


def to_persoon(persoon: Persoon, ander: Persoon) -> Relaties:
    if persoon.id == ander.id:
        return SELF
    return frozenset({Relatie.PARTNER if ander.rollen <= _AT_THE_TABLE else Relatie.HUIS})


def signed(persoon: Persoon, regio: Regio) -> bool:
    """Did this person's organisation sign the convenant? One that the region does not know did not."""
    # Not by ``alle_organisaties``, which makes each gemeente into one first: this is asked for everybody in a list.
    organisatie = persoon.organisatie
    return any(known.convenant for known in regio.organisaties if known.naam == organisatie) or any(
        known.convenant for known in regio.gemeenten if gemeente_organisatie(known.naam) == organisatie
    )


def serves(persoon: Persoon, gemeente: str, overgedragen: Sequence[Persoon] = ()) -> bool:
    """May ``persoon`` start cases of this gemeente, also as who looks after the work of others?"""
    theirs = any(to_gemeente(other, gemeente) for other in overgedragen)
    relaties = to_gemeente(persoon, gemeente) | (frozenset({Relatie.OVERGEDRAGEN}) if theirs else frozenset())
    return may(persoon, Daad.CASUS_BEGINNEN, relaties)


def may_hold_actie(persoon: Persoon, regio: Regio) -> bool:
    """Can an afspraak be given to this person?"""
    relaties = frozenset({Relatie.CONVENANT}) if signed(persoon, regio) else frozenset()
    return may(persoon, Daad.ACTIE_KRIJGEN, relaties)
