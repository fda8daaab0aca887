"""Is a casus gone from the chats too, once it is gone from the database?"""

import asyncio

from bot.domain.referentie import Referentie
from bot.usecases.inzageverzoek import delete_casus
from tests.flows.conftest import House, one_way


@one_way
async def test_when_a_casus_is_deleted_its_messages_lose_it(house: House) -> None:
    await house.link("Marijke", "Tineke")
    ref = await house.new_casus()
    await house.agree(f"{ref} Tineke morgen: intake plannen")
    await house.phone("Tineke").wait_for(ref)

    await house.stage.services.run(delete_casus, Referentie(ref))

    for name in ("Tineke", "Marijke"):
        phone = house.phone(name)
        for _ in range(200):
            ours = [message for message in phone.received if ref in message.text]
            if not ours:
                break
            await asyncio.sleep(0.1)
        assert ours == [], name
    assert any("Deze actie is afgerond." in message.text for message in house.phone("Tineke").received)
