"""Does every refusal that can reach a chat have words?"""

from collections.abc import Iterator

from bot.data import data_folder
from bot.domain.errors import DomainError
from bot.domain.regio_check import RegioFaults
from bot.handlers import router
from bot.usecases.bekijken import LinkWerktNiet
from bot.usecases.invoerbestand import InvoerFouten
from bot.usecases.personen import EmailBestaatAl, PersoonGestopt
from bot.usecases.regios import InGebruik

ON_THE_COMMAND_LINE = {RegioFaults, InvoerFouten, EmailBestaatAl, PersoonGestopt, InGebruik}
ON_A_PAGE = {LinkWerktNiet}


def refusals(of: type[DomainError]) -> Iterator[type[DomainError]]:
    for refusal in of.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def test_every_refusal_that_can_reach_a_chat_has_a_template() -> None:
    known = {refusal for refusal in refusals(DomainError) if refusal.__module__.startswith("bot.")}
    assert router.Onbegrepen in known
    folder = data_folder("templates") / "telegram"
    without = {refusal for refusal in known if not (folder / f"{refusal.bericht}.html.j2").exists()}
    assert without <= ON_THE_COMMAND_LINE | ON_A_PAGE
