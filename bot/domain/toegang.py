"""Who may see and do what?

Asked where data is fetched and again at every act. A no is never told apart from "does not exist".
"""

from bot.domain.casus import Casus
from bot.domain.persoon import Persoon, Rol


def serves(persoon: Persoon, gemeente: str) -> bool:
    """Is ``persoon`` a makelaar of this gemeente? A makelaar without gemeenten serves the whole house."""
    return persoon.actief and persoon.is_(Rol.MAKELAAR) and (not persoon.gemeenten or gemeente in persoon.gemeenten)


def may_run_casus(persoon: Persoon, casus: Casus) -> bool:
    """May ``persoon`` log afspraken on this casus and watch them? Its makelaar, and who made it."""
    return serves(persoon, casus.gemeente) or (
        persoon.actief and persoon.is_(Rol.MAKELAAR) and persoon.id == casus.made_by
    )


def may_hold_actie(persoon: Persoon) -> bool:
    """Can an afspraak be given to this person?"""
    return persoon.actief and persoon.is_(Rol.ACTIEHOUDER)


# The chat commands of a person, in the order in which /help and the menu show them. Built of the roles alone.
COMMANDOS: tuple[tuple[str, frozenset[Rol] | None], ...] = (
    ("mijn", frozenset({Rol.ACTIEHOUDER})),
    ("vandaag", frozenset({Rol.MAKELAAR})),
    ("afspraak", frozenset({Rol.MAKELAAR})),
    ("nieuw", frozenset({Rol.MAKELAAR})),
    ("help", None),
    ("privacy", None),
    ("annuleer", None),
    ("stop", None),
)


def commandos(persoon: Persoon) -> tuple[str, ...]:
    """The commands that exist for this person."""
    return tuple(naam for naam, rollen in COMMANDOS if rollen is None or rollen & persoon.rollen)
