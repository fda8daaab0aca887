"""What happens when Telegram cannot be reached, refuses, hangs or wants silence; and when we slept ourselves?"""

import asyncio

from bot.domain.persoon import Rol
from bot.sandbox import Fault, Message, Moment, Phone
from tests.builders import a_bericht
from tests.drill.conftest import Figures, each_on
from tests.drill.house import DRILL, Drill

SEND = "sendMessage"
PAUSES = (1, 5, 30, 300, 2, 60) if DRILL else (1, 2)
HANG_SECONDS = 25 if DRILL else 0.5
UNDER_WAY = 0.6
"""What left before the refusal arrived cannot be held back."""
IN_ORDER = {
    "geannuleerd": "Geannuleerd. Er is niets vastgelegd.",
    "niet_gestopt": "Goed. Er verandert niets.",
    "geen_open_acties": "U heeft geen open acties.",
}


def since(phone: Phone, mark: Moment) -> list[Message]:
    return [message for message in phone.received if message.version > mark.version]


async def test_after_six_hours_without_telegram_all_comes_once_in_order_and_one_message_a_person(
    drill: Drill, figures: Figures
) -> None:
    """Refused connections, bad gateways, silence on the line, and then one pause after another."""
    makelaar, _ = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    (busy, many), (_, one) = await drill.person("Mens 1"), await drill.person("Mens 2")
    running = await drill.start()
    await drill.polls()
    owed = await drill.agree(makelaar, busy, "2027-02-04", "2027-02-05", "2027-02-05")
    await drill.until_all_is_sent()
    mark = many.mark()

    faults = drill.telegram.faults
    faults.arm(SEND, Fault.server_error(), times=None)
    drill.at("2027-02-04 08:31")
    await drill.until(lambda: drill.count_calls(SEND, 502) > 0, "a bad gateway")
    faults.clear()
    faults.arm(SEND, Fault.hang(), times=None)
    await asyncio.sleep(HANG_SECONDS)
    await drill.telegram.down()
    faults.clear()
    persoon = await drill.services.read(lambda tx: tx.personen.by_chat(one.id))
    assert persoon is not None
    for moment, bericht in zip(("09:30", "11:30", "13:30"), IN_ORDER, strict=True):
        drill.at(f"2027-02-04 {moment}")
        await drill.owe(a_bericht(bericht, bericht=bericht, naar=persoon.id))
    owed += await drill.agree(makelaar, busy, "2027-02-12")
    drill.at("2027-02-04 14:31")
    for pause in PAUSES:
        faults.arm(SEND, Fault.too_many(pause))
    await drill.telegram.up()
    await drill.until_all_is_sent(120 + sum(PAUSES))

    came = since(many, mark)
    assert [sum(reference in message.text for message in came) for reference in owed] == [1] * len(owed)
    assert len(came) == 1
    assert [message.text.splitlines()[0] for message in since(one, mark)] == list(IN_ORDER.values())
    sends = [call for call in drill.telegram.calls if call.method == SEND]
    refused = [call for call in sends if call.status == 429]
    assert len(refused) == len(PAUSES)
    for pause, call in zip(PAUSES, refused, strict=True):
        after = [other.at - call.at for other in sends if other.at > call.at + UNDER_WAY]
        assert min(after) >= pause, "nobody hears anything while Telegram wants silence"
    assert running.says("ophalen_lukt_niet") == 1
    figures(pauses=PAUSES, messages=len(came), owed=len(owed), lost=0)


@each_on("how", sqlite="asleep", postgresql="killed")
async def test_after_a_weekend_everybody_gets_one_message_at_most(drill: Drill, how: str) -> None:
    makelaar, chairs = await drill.person("Makelaar", Rol.MAKELAAR, gemeenten=frozenset({"Zwolle"}))
    actiehouder, acts = await drill.person("Mens")
    running = await drill.start()
    await drill.polls()
    owed = await drill.agree(makelaar, actiehouder, "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-15")
    await drill.until_all_is_sent()
    drill.at("2027-02-05 17:59")
    await asyncio.sleep(2)
    await drill.until_all_is_sent()
    mark = acts.mark()
    if how == "asleep":
        running.freeze()
        drill.at("2027-02-08 09:15")
        running.go_on()
    else:
        await running.kill()
        drill.at("2027-02-08 09:15")
        await running.start()
        await drill.leases_lapse()

    await acts.wait_for(owed[0], after=mark, timeout=40)
    await chairs.wait_for("Goedemorgen", after=mark, timeout=40)
    await drill.until_all_is_sent()
    await acts.settle(2)
    assert len(since(chairs, mark)) == 1
    assert len(since(acts, mark)) == 1
    assert all(reference in since(acts, mark)[0].text for reference in owed)
