"""Who comes to a Top-X, on the phones of who is asked, who comes instead, who knows a colleague and who chairs it."""

from typing import Any

from bot.domain.agenda import Agendapunt, Herkomst
from bot.domain.bijeenkomst import Bijeenkomst, BijeenkomstId, PuntId
from bot.domain.persoon import NieuwPersoon, Rol
from bot.domain.referentie import Referentie
from bot.domain.verzending import Soort
from bot.usecases.circulatie import send_agenda
from tests.builders import local
from tests.flows.conftest import House, one_way
from tests.flows.test_aan_tafel import BERT, SANNE

DENNIS = NieuwPersoon("Dennis", frozenset({Rol.ACTIEHOUDER}), "Limor")
LENA = NieuwPersoon("Lena", frozenset({Rol.ACTIEHOUDER}), "Limor")


async def invite(house: House, referentie: str) -> None:
    """The agenda of Thursday goes out: Dennis is asked for this casus alone."""

    def put(tx: Any) -> None:
        begins = local("2027-02-04 09:30")
        made = Bijeenkomst(BijeenkomstId(0), "topx-zwolle", begins, 150, "Zeven Alleetjes 1, Zwolle", eigen=True)
        table = tx.bijeenkomsten.add(made)
        people = {persoon.naam: persoon.id for persoon in tx.personen.all()}
        asked = frozenset({people["Dennis"]})
        punt = Agendapunt(PuntId(0), table.id, 1, 20, Herkomst.TOEGEVOEGD, Referentie(referentie), partners=asked)
        tx.agendas.add(punt)
        send_agenda(tx, tx.verzendingen.add(table.id, Soort.AGENDA, people["Sanne"], tx.now))

    await house.stage.services.run(put)


@one_way
async def test_who_cannot_come_has_a_colleague_come_and_who_chairs_knows_in_time(house: House) -> None:
    await house.link("Fenna", Sanne=SANNE, Bert=BERT, Dennis=DENNIS, Lena=LENA)
    sanne, dennis, lena = (house.phone(name) for name in ("Sanne", "Dennis", "Lena"))
    referentie = await house.new_casus("Sanne", "Zwolle")
    await invite(house, referentie)
    agenda = await dennis.wait_for("Casusoverleg Zwolle, donderdag 4 februari 09:30-12:00")
    assert agenda.labels[:3] == ["Ik kom", "Ik kom niet", "Vervanger"]

    choice = await house.presses("Dennis", "Vervanger", "Wie komt voor u? Typ een naam, of kies.", on=agenda)
    assert choice.labels == ["Fenna, Limor", "Lena, Limor", "Iemand anders", "Annuleren"]
    await house.presses("Dennis", "Iemand anders", "Fenna krijgt nu de vraag wie er komt namens Limor.", on=choice)
    asked = await house.phone("Fenna").wait_for("Dennis kan niet op donderdag 4 februari 09:30, Casusoverleg Zwolle.")
    assert referentie not in asked.text
    await house.presses("Fenna", "Een collega", "Wie komt voor Dennis?", on=asked)
    await house.says("Fenna", "Kees", "Zo ken ik die niet. Kies een knop.")
    await house.says("Fenna", "Bert", "Die naam ken ik niet bij Limor.")
    await house.says("Fenna", "lena", "Mag Lena beslissen namens uw organisatie?")
    await house.says("Fenna", "nee", "Goed. Lena komt voor Dennis: Casusoverleg Zwolle, donderdag 4 februari 09:30.")
    await dennis.wait_for("Lena komt voor u: Casusoverleg Zwolle")

    instead = await lena.wait_for("Dennis kan niet. Komt u voor Dennis?")
    await lena.wait_for("U bent gevraagd bij één casus")
    await house.presses("Lena", "Ik kom niet", "Goed. U komt niet: Casusoverleg Zwolle", on=instead)
    await dennis.wait_for("Lena kan niet voor u komen")
    await sanne.wait_for("Lena zou komen voor Dennis, Limor, en kan niet")
    mark = dennis.mark()
    await dennis.send("ik kom niet", reply_to=agenda)
    await dennis.wait_for("Goed. U komt niet: Casusoverleg Zwolle, donderdag 4 februari 09:30.", after=mark)

    # The tables of Tuesday are over: nothing interrupts who chairs one.
    told = await house.comes("Sanne", "Donderdag 09:30:", "2027-02-02 12:30")
    assert f"Voor {referentie} ontbreekt Limor (geen vervanger)." in told.text
    assert "Politie heeft nog niet geantwoord." in told.text
    assert told.protected
    await house.presses("Sanne", "Stuur herinnering", "Herinnering gestuurd aan één persoon.", on=told)
    question = await house.phone("Bert").wait_for("Komt u donderdag 4 februari 09:30?")
    await house.presses("Bert", "Ik kom", "Goed. U komt donderdag 4 februari 09:30.", on=question)
    await house.presses("Sanne", "Stuur herinnering", "Iedereen heeft geantwoord.", on=told)
    shown = await house.presses("Sanne", "Wie komt", "Wie komt · Casusoverleg Zwolle", on=told)
    assert "Komt: 1\nBert, Politie" in shown.text
    assert "Komt niet: 1\nDennis, Limor" in shown.text
