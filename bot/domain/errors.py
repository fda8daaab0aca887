"""How does a rule say no?

Every refusal is a ``DomainError``; the edge answers it with the template that carries its name (``GeenWerkdag`` ->
``fout_geen_werkdag``), filled with the error's ``gegevens``. Nothing in ``gegevens`` may be a text that a person typed.
"""

import re
from typing import ClassVar


class DomainError(Exception):
    """A rule refuses; the person is told what to do instead."""

    bericht: ClassVar[str] = "fout"

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "bericht" not in cls.__dict__:
            cls.bericht = "fout_" + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, **gegevens: object) -> None:
        super().__init__(type(self).__name__)
        self.gegevens = gegevens


class UnknownCasus(DomainError):
    """No such reference, or none that this person may see: deliberately the same."""


class UnknownAfspraak(DomainError):
    """No such afspraak, or none that this person may see: deliberately the same."""


class UnknownPersoon(DomainError):
    """Nobody by that id, e-mail or name."""


class GeenRegio(DomainError):
    """The house has not loaded its region file yet."""


class UnknownCommando(DomainError):
    """No such command, or none that this person may use: deliberately the same."""


class OudeKnop(DomainError):
    """A button of a question that has been answered since, or that never was there."""


class Conflict(Exception):
    """Somebody else changed the row since it was read: the whole use case runs again on fresh values."""
