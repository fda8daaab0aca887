"""What does the command line say when something refuses, for reasons outside the program or by a rule of ours?"""

# ruff: noqa: PLC0415 - each command imports what it needs: --help must not wait for Telegram and the database.

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.errors import DomainError

BAD_INPUT = 1
BAD_SETTINGS = 2


def explain(error: Exception) -> tuple[str, int] | None:
    from alembic.util import CommandError
    from sqlalchemy.exc import DBAPIError

    from bot import app as product
    from bot.domain.bewaren import BackupFault
    from bot.domain.errors import DomainError
    from bot.services import TemporarilyUnavailable

    match error:
        case product.OldSchema():
            return "De database is leeg of van een oudere versie. Draai eerst: afsprakenbot db upgrade", BAD_SETTINGS
        case product.NewerSchema() | CommandError():
            return "De database is van een nieuwere versie dan dit programma. Werk het programma bij.", BAD_SETTINGS
        case product.TokenRefused():
            return "TELEGRAM_TOKEN: Telegram kent dit token niet", BAD_SETTINGS
        case product.PortTaken():
            return f"PORT: {error} is al in gebruik door een ander programma", BAD_SETTINGS
        case TemporarilyUnavailable():
            return f"DATABASE_URL: de database is niet te gebruiken ({_first_line(error.__cause__)})", BAD_SETTINGS
        case DBAPIError():
            return f"DATABASE_URL: de database is niet te gebruiken ({_first_line(error)})", BAD_SETTINGS
        case BackupFault():
            return str(error), BAD_INPUT
        case DomainError():
            return _refusal(error), BAD_INPUT
    return None


def _first_line(error: BaseException | None) -> str:
    """What the database says is the matter; the statement and its values, which come after it, stay out."""
    said = str(getattr(error, "orig", None) or type(error).__name__)
    return " ".join(said.splitlines()[0].split())[:200]


def _refusal(error: "DomainError") -> str:
    from bot.domain.errors import GeenRegio, UnknownCasus, UnknownPersoon
    from bot.domain.regio_check import RegioFaults
    from bot.usecases.invoerbestand import InvoerFouten
    from bot.usecases.personen import EmailBestaatAl, PersoonGestopt
    from bot.usecases.regios import InGebruik

    match error:
        case InvoerFouten() | RegioFaults():
            return "\n".join(error.faults)
        case InGebruik():
            faults = error.gegevens["fouten"]
            return "\n".join(map(str, faults if isinstance(faults, list) else [faults]))
        case GeenRegio():
            return "Er is nog geen regio geladen. Draai eerst: afsprakenbot regio load BESTAND"
        case UnknownCasus():
            return "Deze referentie ken ik niet. Controleer de tekens: drie, drie, één."
        case UnknownPersoon():
            return "Die persoon ken ik niet. Kijk met: afsprakenbot gebruiker list"
        case EmailBestaatAl():
            return "email: dit adres is al in gebruik. Kijk met: afsprakenbot gebruiker list"
        case PersoonGestopt():
            return "Deze persoon heeft geen toegang meer."
    return f"geweigerd: {type(error).__name__}"
