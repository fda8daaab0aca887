"""The questions by which a bijeenkomst gets its day and its time, wherever they are asked."""

from datetime import date, datetime, time

from bot.domain.bijeenkomst import Bijeenkomst
from bot.domain.gesprek import Gesprek
from bot.domain.namen import fold
from bot.handlers.beurt import Beurt
from bot.usecases.invoer import Onduidelijk
from bot.usecases.moment import TOCH, find_dag, find_tijd, likely_days, likely_times, moment_of, tijd_within

ASKS = {"op_dag": "vraag_op_dag", "om": "vraag_om"}
NO_MOMENT = {"op_dag": None, "om": None}
"""What to forget so that both are asked again."""


def chosen(gesprek: Gesprek, keuze: str) -> Gesprek:
    """The dialogue with this day or time."""
    return gesprek.ask("", (), **{gesprek.vraag: keuze.removeprefix(TOCH)})


def typed(beurt: Beurt, gesprek: Gesprek) -> tuple[Gesprek, Onduidelijk | None]:
    """The dialogue with the day, the time or both that were typed, or why they have to be asked again."""
    if gesprek.vraag == "om":
        om = find_tijd(beurt.tekst)
        return (gesprek, Onduidelijk("onleesbaar")) if om is None else (chosen(gesprek, f"{om:%H:%M}"), None)
    toch = next((optie for optie in gesprek.opties if optie.startswith(TOCH)), None)
    if toch is not None and fold(beurt.tekst) in ("ja", "toch"):
        return chosen(gesprek, toch), None
    om, dag = tijd_within(beurt.tekst), find_dag(beurt.tx, beurt.tekst)
    known = gesprek.ask("", (), om=f"{om:%H:%M}") if om is not None else gesprek
    if isinstance(dag, Onduidelijk):
        return known, dag
    return known.ask("", (), op_dag=dag.isoformat()), None


def ask(
    beurt: Beurt, gesprek: Gesprek, unclear: Onduidelijk | None, about: Bijeenkomst | None, *, nieuw: bool = False
) -> bool:
    """Puts the question that has no answer yet; False when both have. ``about`` is the bijeenkomst that is moved."""
    known = gesprek.gegevens
    if "op_dag" in known and date.fromisoformat(known["op_dag"]) < beurt.tx.today:  # it was left open for long
        gesprek, unclear = gesprek.ask("", (), **NO_MOMENT), Onduidelijk("voorbij", gegevens={"dag": known["op_dag"]})
    elif ASKS.keys() <= known.keys() and begint_of(beurt, gesprek) <= beurt.tx.now:
        gesprek, unclear = gesprek.ask("", om=None), Onduidelijk("voorbij")
    vraag = next((vraag for vraag in ASKS if vraag not in gesprek.gegevens), None)
    if vraag is None:
        return False
    why = unclear or Onduidelijk("")
    likely = likely_days(beurt.tx) if vraag == "op_dag" else likely_times(beurt.tx, about)
    told = {**why.gegevens, "reden": why.reden or None}
    beurt.ask(gesprek.ask(vraag, why.opties or likely), ASKS[vraag], nieuw=nieuw, **told)
    return True


def begint_of(beurt: Beurt, gesprek: Gesprek) -> datetime:
    """The moment that was chosen, in UTC."""
    known = gesprek.gegevens
    return moment_of(beurt.tx, date.fromisoformat(known["op_dag"]), time.fromisoformat(known["om"]))
