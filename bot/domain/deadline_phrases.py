"""How do people say by when?

Each rule is one way of saying it: a pattern over kinds of words (``deadline_words``) and what it means
(``deadline_meanings``). In a pattern ``<name=kind|kind>`` is a word that the meaning is handed by that name (which may
be followed by 2 or 3), ``{kind}`` is a word that only has to be there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.deadline_days import DeadlineOnleesbaar, Moment, Outcome
from bot.domain.deadline_meanings import (
    Said,
    day_and_month,
    day_of_month,
    day_of_this_month,
    day_word,
    day_word_later,
    full_date,
    good_friday,
    half_year,
    next_working_day,
    of_feest,
    of_month,
    of_period,
    of_quarter,
    of_tafel,
    of_weekend,
    of_year,
    old_and_new,
    short_year,
    so_much_later,
    week_number,
    weekday,
    weekday_after,
    weekday_and_number,
    weekday_of_month,
    weekday_of_number,
    weekday_of_week,
    working_weekday,
)
from bot.domain.deadline_words import KINDS, UNKNOWN, Word, joined

Meaning = Callable[[Said, Moment], Outcome]


@dataclass(frozen=True)
class Phrase:
    """A way of saying by when, at words ``first`` up to ``last`` (not included), and what it came to."""

    first: int
    last: int
    outcome: Outcome


_UNIONS = {
    "maand": ("maandnaam", "maandkort"),
    "eenheid": ("dag", "week", "maandlang", "lang"),
    "aantal": ("getal", "groot", "telwoord"),
    "hoeveelste": ("rangwoord", "rang"),
    "woord": ("dagwoord", "morgen"),
    "welke": ("volgend", "komend", "dit"),
    "jaar": ("jaartal",),
    "nummer": ("getal",),
    "punt": ("punt",),
    "anyday": ("weekdag", "kort"),
    "lead": ("uiterlijk", "aanloop", "voor"),
}

_DATE = r"(?:(?:{welke} (?:{week},? )?)?<weekdag=anyday>\.?,? ?\(?)?(?:{lidwoord} )?"
_AFTER = r"(?:,? ?\(?<erna=weekdag>\)?| {komend})?"
_MONTH_DATE = rf"{_DATE}<dag=getal|rang>[ /-]?(?:{{van}} )?<maand>\.?"
_THE = r"(?:{lidwoord} )?"
_POINT = rf"{_THE}<punt>(?: {{van|in}})? {_THE}"
_BIJ = rf"(?:<bij=voor|na> )?{_THE}"
_IN = rf"(?:<hoe=over|in> (?:{{nu}} {{en}} )?|<hoe2=over|in> {_THE}{{komend|volgend}} |{_THE}{{komend|volgend}} )"
_SAME_SIGN = r"(?P<sign>[-/.])"

_RULES: tuple[tuple[str, Meaning], ...] = (
    # A date in numbers
    (rf"<jaar>{_SAME_SIGN}<maand=getal>(?P=sign)<dag=getal>{_AFTER}", full_date),
    (rf"{_DATE}<dag=getal>{_SAME_SIGN}<maand=getal>(?P=sign)<jaar=getal|jaartal>{_AFTER}", full_date),
    (rf"{_DATE}<dag=getal>(?P<sign> ?[-/.]? ?)<maand=getal>(?P=sign)<jaar>{_AFTER}", full_date),
    (rf"{_DATE}<dag=getal>[-/]<maand=getal>(?! ?{{uur|eenheid}}){_AFTER}", day_and_month),
    # A date with the name of a month
    (rf"{_MONTH_DATE}{_AFTER}", day_and_month),
    (rf"{_MONTH_DATE}[ /-]<jaar>{_AFTER}", full_date),
    (rf"{_MONTH_DATE}[ /-]'?<jaar=getal>(?!:| ?{{uur}}){_AFTER}", short_year),
    (r"(?:<weekdag=anyday>\.? )?{lidwoord} <dag=rang>(?! {onbekend|eenheid|tafel})", day_of_month),
    (r"<weekdag=anyday>\.? <dag=rang>(?! {onbekend|eenheid|tafel})", day_of_month),
    (r"<weekdag=anyday>\.? <dag=getal>(?![:/-]| ?{uur})", weekday_and_number),
    (rf"{_THE}<dag=rang> {{van}} {_THE}(?:<welke=dit|volgend|komend> )?{{maandlang}}", day_of_this_month),
    # A day of the week
    (rf"{_THE}(?:{{komend|dit}} )?<weekdag>(?: {{komend}})?", weekday),
    (
        rf"{_THE}{{komend|dit}} <weekdag=kort>\.?|<weekdag2=kort>\.? {{komend}}|(?<={{uiterlijk}} )<weekdag3=kort>\.?",
        weekday,
    ),
    (r"<welke=volgend|komend|dit> {week},? (?:{lead} )*<weekdag=anyday>\.?", weekday_of_week),
    (r"<weekdag=anyday>\.? (?:{in|van} )?<welke=volgend|komend|dit> {week}", weekday_of_week),
    (rf"{_THE}<welke=volgend> <weekdag=anyday>\.?", weekday_of_week),
    (r"{over|in} <aantal> ?{week},? (?:{lead} )*<weekdag=anyday>\.?", weekday_after),
    (r"<weekdag=anyday>\.? {over} <aantal> ?{week}", weekday_after),
    (rf"{_THE}<welke=komend> <weekdag=anyday>\.? {{over}} <aantal> ?{{week}}", weekday_after),
    (rf"{_THE}<hoeveelste=hoeveelste|laatste> <weekdag> {{van|in}} <maand>(?: <jaar>)?", weekday_of_month),
    (
        rf"{_THE}<hoeveelste=hoeveelste|laatste> <weekdag> {{van|in}} {_THE}(?:<welke> )?<eenheid=maandlang>",
        weekday_of_month,
    ),
    # So much later
    (r"<woord>", day_word),
    (r"<woord> {over} <aantal> ?<eenheid>", day_word_later),
    (rf"{_IN}<aantal> ?<eenheid>", so_much_later),
    (r"<hoe=over|in> (?:<aantal=telwoord> )?{punt} <eenheid=lang|maandlang>", half_year),
    (rf"{_THE}{{volgend|komend}} <eenheid=dag>", next_working_day),
    # A point in a week, month, quarter or year
    (r"(?:{in} )?{week} ?<nummer>", week_number),
    (rf"(?:{_POINT}|<punt2=voor> ){{week}} ?<nummer>", week_number),
    (r"<weekdag=anyday>\.? (?:{in|van} )?{week} ?<nummer>", weekday_of_number),
    (r"{week} ?<nummer>,? (?:{aanloop} )?<weekdag=anyday>\.?", weekday_of_number),
    (rf"(?:{_POINT}|<punt2=voor> {_THE})<welke> <eenheid>", of_period),
    (rf"{_POINT}<eenheid>", of_period),
    (rf"{_THE}<eenheid=periodeinde>", of_period),
    (rf"(?:{{in}} )?{_THE}<welke> <eenheid=week|maandlang|lang>", of_period),
    (r"{in} {lidwoord} {loop} {van} (?:{lidwoord} )?(?:<welke> )?<eenheid=week|maandlang|lang>", of_period),
    (rf"{_POINT}<maand>\.?(?: <jaar>)?", of_month),
    (r"(?:{in}|<punt=voor>) <maand=maandnaam>(?: <jaar>)?", of_month),
    (rf"{_POINT}<jaar>", of_year),
    (rf"{_POINT}<kwartaal>", of_quarter),
    # What has days before and after it
    (rf"<bij=voor|na> {_THE}{{weekend}}|(?:{{in}} )?{{lidwoord|dit|komend}} {{weekend}}", of_weekend),
    (rf"{_BIJ}<feest>(?: <jaar>)?", of_feest),
    (rf"{_BIJ}<hoeveelste> <feest=feestdag>(?: <jaar>)?", of_feest),
    (rf"{_BIJ}{{goede}} <weekdag>(?: <jaar>)?", good_friday),
    (rf"{_BIJ}{{oud}} {{en}} {{nieuw}}", old_and_new),
    (rf"{_BIJ}{{volgend|komend}} {{tafel}}", of_tafel),
)

# Understood only as an answer to the question by when: in a line these words may be about something else.
_ALONE: tuple[tuple[str, Meaning], ...] = (
    (r"<weekdag=kort>\.?", weekday),
    (r"<aantal> ?<eenheid>", so_much_later),
    (r"(?:{in}|<punt=voor>) <maand>(?: <jaar>)?", of_month),
    (r"<dag=rang>", day_of_month),
    (r"{weekend}", of_weekend),
)

# Understood when it comes last and no other day stands there: "Tactus vr".
_LAST: tuple[tuple[str, Meaning], ...] = ((r"<weekdag=kort>\.?", working_weekday),)


def _class(kinds: str) -> str:
    names = [each for name in kinds.split("|") for each in _UNIONS.get(name, (name,))]
    return "[" + "".join(KINDS[name] for name in names) + "]"


def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = re.sub(r"\{([a-z_|]+)\}", lambda kinds: _class(kinds[1]), pattern)
    pattern = re.sub(r"(?<!P)<(\w+)(?:=([a-z|]+))?>", lambda m: f"(?P<{m[1]}>{_class(m[2] or m[1])})", pattern)
    return re.compile(pattern)


_READ = [
    (_compiled(pattern), meaning, where)
    for where, rules in enumerate((_RULES, _ALONE, _LAST))
    for pattern, meaning in rules
]
_ANYWHERE, _ONLY, _AT_THE_END = range(3)
# A part of the day that follows, and what leads to a day: they belong to it and say nothing more.
_DAY_PART = _compiled(
    r"(?:,? (?:{in} )?(?:{lidwoord} )?{dagdeel}(?: {dagdeel})?|(?<={weekdag}) {morgen}"
    r"|,? (?:{lead} )?{punt} (?:{van} )?(?:{lidwoord} )?{dag|dagdeel})(?![\ue000-\uf000-])"
)
_LEAD = _compiled(r"(?:{uiterlijk|aanloop|voor} |{aanloop} {en} {aanloop} |{lidwoord} {tafel} {van} |{in} {loop} )+$")
_NO_DEADLINE = _compiled(
    r"(?:{geen_deadline|laatste}(?: {eenheid})?|{na}|{getal|telwoord|lidwoord} ?{eenheid}(?: {voor|na})?) "
    r"(?:{lidwoord} )?$"
)
_MORE_TO_COME = _compiled(r" {geleden}|(?<={eenheid}) {of} {getal|telwoord}")  # "een week of twee" is no week
_LOOK_BACK = 8
_MOST = 4  # whoever names more days names none
_IGNORED = frozenset(" .,;:!?()'\"-") | {KINDS[kind] for kind in ("uiterlijk", "aanloop", "voor", "praatje")}


def find_phrases(
    words: list[Word], moment: Moment, names: tuple[frozenset[int], frozenset[int]], *, whole: bool
) -> list[Phrase]:
    """All that says by when, from left to right.

    ``names``: at which places surely a name stands, and perhaps one. ``whole``: the words answer only this question.
    """
    surely, perhaps = names
    kinds = "".join(UNKNOWN if i in surely else word.kind for i, word in enumerate(words))
    found: list[Phrase] = []
    place = 0
    while place < len(kinds) and len(found) < _MOST:
        wheres = {_ANYWHERE} if found else {_ANYWHERE, _AT_THE_END, _ONLY} if whole else {_ANYWHERE, _AT_THE_END}
        phrase = _at(kinds, place, words, moment, wheres) if _begins(kinds, place) else None
        if phrase is None or _is_name(words, phrase, perhaps):
            place += 1
            continue
        place = phrase.last
        if not _NO_DEADLINE.search(kinds[max(0, phrase.first - _LOOK_BACK) : phrase.first]):
            lead = _LEAD.search(kinds, max(0, phrase.first - _LOOK_BACK), phrase.first)
            found.append(Phrase(lead.start() if lead else phrase.first, phrase.last, phrase.outcome))
    return found


def says_nothing(words: list[Word]) -> bool:
    """Only signs and small talk, beside which a day is a whole answer."""
    return all(word.kind in _IGNORED for word in words)


def _at(kinds: str, place: int, words: list[Word], moment: Moment, wheres: set[int]) -> Phrase | None:
    """The longest way of saying by when that begins here, of those understood at ``wheres``."""
    matches: list[tuple[re.Match[str], Meaning]] = []
    for pattern, meaning, where in _READ:
        found = pattern.match(kinds, place) if where in wheres else None
        if found is None or not _ends(kinds, found.end()):
            continue
        before, after = ("" if where == _AT_THE_END else kinds[:place]), kinds[found.end() :]
        if where == _ANYWHERE or _IGNORED.issuperset(before + after):
            matches.append((found, meaning))
    for found, meaning in sorted(matches, key=lambda match: -match[0].end()):
        said = {name.rstrip("23"): words[found.start(name)].value for name, text in found.groupdict().items() if text}
        try:
            outcome = meaning(said, moment)
        except OverflowError:  # beyond the year 9999
            outcome = DeadlineOnleesbaar()
        if outcome is not None:
            part = _DAY_PART.match(kinds, found.end())
            return Phrase(place, part.end() if part else found.end(), outcome)
    return None


def _begins(kinds: str, place: int) -> bool:
    """A word that is not the tail of "Top-X" or of a longer number."""
    if kinds[place] == UNKNOWN or not _is_word(kinds[place]):
        return False
    before = kinds[place - 1 : place]
    if before in ("/", "."):
        return kinds[place - 2 : place - 1] not in _DIGITS
    return not (before and (before in "-@#_" or _is_word(before)))


def _ends(kinds: str, place: int) -> bool:
    """Not in the middle of "18-plus", "2027/02/05" or "morgen.nl"."""
    after, behind = kinds[place : place + 1], kinds[place + 1 : place + 2]
    if _MORE_TO_COME.match(kinds, place) or (after and _is_word(after)):
        return False
    if after == "/":
        return behind not in _DIGITS
    return not (after and joined(after) and ((behind and _is_word(behind)) or (after == "-" and behind != " ")))


def _is_word(kind: str) -> bool:
    return kind >= KINDS["weekdag"]


def _is_name(words: list[Word], phrase: Phrase, perhaps: frozenset[int]) -> bool:
    """Nothing but little words beside what may be a name."""
    places = [i for i in range(phrase.first, phrase.last) if words[i].kind not in _LITTLE]
    return bool(perhaps) and all(i in perhaps for i in places)


_DIGITS = frozenset(KINDS[kind] for kind in ("getal", "groot", "jaartal"))
_LITTLE = frozenset(" .,()") | {KINDS[kind] for kind in ("voor", "na", "in", "lidwoord", "van", "aanloop", "uiterlijk")}
