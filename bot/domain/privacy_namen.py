"""Does a word stand where a name stands?

Roos, Mark, Bakker and De Boer are ordinary words too. What stands around them tells which: an article makes a thing of
them, a title, an initial or a verb right after them a person.
"""

from bot.domain.privacy_omgeving import (
    ADJECTIVES,
    ADVERBS,
    AFTER_DE,
    AMOUNTS,
    ARTICLES,
    ASKED,
    BEFORE,
    CALENDAR,
    CALLED,
    CALLS,
    CAPITAL_ENDS,
    CONTACT,
    COUNTED,
    FINITE,
    GENERATION,
    GIVEN_MONTHS,
    HOUSES,
    IN_TITLES,
    KIN,
    LITTLE,
    LOOSE,
    MATTERS,
    MEASURES,
    NICKNAMES,
    NOT_OWN,
    NUMBERED,
    OFTEN,
    OLD_PHRASES,
    OWNED,
    OWNING,
    PARTICLES,
    PERSONAL,
    PERSONS,
    PLACES,
    POSSESSIVES,
    QUESTIONS,
    REACHED,
    RELATIVES,
    SHORT_TITLES,
    SPOKEN,
    STATES,
    SURE_PARTICLES,
    TITLES,
    TRADE_CUES,
    TRADES,
    WEATHER,
    WEATHER_CUES,
)
from bot.domain.privacy_zin import Zin

# Put together once: a union of large sets for each word is most of what reading it would cost.
_NEVER_INTRODUCED = LITTLE | QUESTIONS | RELATIVES | PERSONS
_NO_SUBJECT = ADJECTIVES | COUNTED | HOUSES
_OWNED_OR_RELATED = RELATIVES | OWNED
_MARKS = SURE_PARTICLES | RELATIVES
_SMALL_IN_TITLES = LITTLE | CONTACT


class Zinsbouw(Zin):
    """The words of one text, and which of the ordinary ones stand where a name stands."""

    def is_name(self, at: int) -> bool:
        """Does the word at this place, which passes by itself, name somebody here?"""
        woord, lijst = self._woorden[at], self._lijst
        folded = woord.folded
        if self._is_measure(at):
            return False
        if self._is_surname(at) or self._is_introduced(at):
            return True
        if folded in LITTLE and folded not in lijst.soms:
            return False
        if folded == "wil" and self._before(at) in {"heb", "heeft", "had"} and self._word(at + 1) in SPOKEN:
            return True
        if folded not in lijst.family and folded not in lijst.plaatsen:
            return self._is_any_word_as_name(at)
        if self._language(at):
            return False
        if self._is_strong(at):
            return True
        if folded in lijst.plaatsen or lijst.is_own(folded):
            return False
        if self._is_subject(at):
            return True
        return not self._is_thing(at) if folded in lijst.meestal else folded in lijst.soms and self._stands_bare(at)

    def _is_any_word_as_name(self, at: int) -> bool:
        """Does a word that nobody is known to be called after name somebody here?"""
        woord, lijst = self._woorden[at], self._lijst
        folded = woord.folded
        if folded not in LITTLE and self._before(at) in TITLES and self._has_title(at) and self._acts(at + 1):
            return True  # dhr. pot gooit afval van het balkon
        if self._is_capital_name(at):
            return True
        if self._has_initial(at) and self._woorden[at - 1].typed.isupper() and woord.has_capital and len(folded) > 3:
            return not lijst.is_own(folded) and folded not in lijst.jargon and folded not in HOUSES  # J Pinas
        if self._has_initial(at) and self._begins_with_initial(at):
            return (woord.has_capital or self._before(at).islower()) and not lijst.is_own(folded)
        return self._has_title(at) and woord.has_capital and not lijst.is_own(folded)

    def has_mark_of_name(self, at: int) -> bool:
        """Does the place say that this unknown word is a name: a title before it, or a capital in mid-sentence?"""
        capital = self._woorden[at].has_capital and self._capitals_tell and not self._begins(at)
        marked = self._before(at) in _MARKS and not self._break(at)
        return capital or marked or self._has_title(at) or self._has_initial(at)

    def beside(self, at: int, unknown: dict[int, str | None]) -> bool:
        """Does it stand beside a word that is a name for sure?"""
        return any(unknown.get(other) == "naam" and not self._break(max(at, other)) for other in (at - 1, at + 1))

    # Where names stand

    def _is_strong(self, at: int) -> bool:
        """After a title, an initial, a particle or a name; or with a capital in the middle of a sentence."""
        woord = self._woorden[at]
        lijst = self._lijst
        if self._has_title(at) or self._has_initial(at) or self._owns(at):
            return True
        before = self._before(at)
        if before in SURE_PARTICLES or (before == "vd" and woord.folded not in lijst.plaatsen):
            return True
        if lijst.is_own(woord.folded) or woord.folded in lijst.plaatsen:
            return False
        if self._follows_name(at):
            return True
        if before == "de" and (woord.folded in AFTER_DE or self._word(at + 1) in REACHED):
            return self._follows_de(at)
        verb_follows = self._word(at + 1) in FINITE and not self._break(at + 1)
        if before in KIN and not self._break(at) and (verb_follows or woord.folded not in LITTLE):
            return True
        if woord.folded in LITTLE:
            return False
        if before == "van" and not self._break(at - 1) and self._is_reached_or_dealt_with(at):
            return True
        if before in BEFORE and self._word(at + 1) in SPOKEN and not self._break(at + 1):
            return True
        if self._begins(at) and self._word(at + 1) in PERSONAL and not self._break(at + 1):
            return True
        if before in RELATIVES and not self._break(at) and verb_follows:
            return True
        if before == "van" and self._begins(at - 1) and verb_follows:
            return True
        return woord.has_capital and self._capitals_tell and not self._break(at) and not self._digit_before(at)

    def _follows_de(self, at: int) -> bool:
        """De Jong, de wit; de wolf gesproken; and not "de grote"."""
        after = self._word(at + 1)
        if self._word(at) not in AFTER_DE:
            return self._begins(at - 1)
        inflected = after.isalpha() and after.endswith("e") and not self._break(at + 1)
        return not after or not (self._woorden[at + 1].gap == "-" or inflected)

    def _is_reached_or_dealt_with(self, at: int) -> bool:
        """Gebeld met van Leeuwen, opname van leeuwen."""
        if self._word(at - 2) in BEFORE | CONTACT:
            return True
        plain = self._word(at) not in OFTEN | ADJECTIVES and not self._noun_follows(at)
        return self._word(at - 2) in MATTERS and plain

    def _has_title(self, at: int) -> bool:
        """Dhr. Boer, mevr van de Berg: a title, with particles in between."""
        back = at - 1
        while back >= 0 and self._word(back) in PARTICLES and not self._break(back + 1):
            back -= 1
        if (
            back < 0
            or self._word(back) not in TITLES
            or (self._break(back + 1) and self._woorden[back + 1].gap.strip() != ".")
        ):
            return False
        between = [self._word(i) for i in range(back + 1, at)]
        woord = self._woorden[at]
        if not between and woord.folded in FINITE and not woord.has_capital and self._word(at + 1) not in FINITE:
            return False  # mevrouw wil aangifte doen
        if not between:
            return self._word(back) not in {"gezin", "heren", "dames", "heer"} or self._woorden[at].folded not in FINITE
        if between[-1] in {"in", "op"}:
            return False  # familie in Kampen, and not mevr in 't Veld
        # "Mevrouw van de gemeente" is no name, "mevrouw van de Berg" is one.
        return self._woorden[at].folded in self._lijst.family or self._woorden[at].folded in self._lijst.plaatsen

    def _is_surname(self, at: int) -> bool:
        """Van der Sloot, van den Hoven, mevr vd Meer; ter Horst belt: particles that only names have."""
        before, folded = self._before(at), self._woorden[at].folded
        if self._has_written_van(at) or (before == "van" and self._begins(at - 1) and self._has_place_of_name(at)):
            return True
        if before == "van" and self._word(at - 2) in SHORT_TITLES and not self._break(at):
            return not self._lijst.is_own(folded) and folded not in self._lijst.jargon and folded not in LITTLE
        if before in {"vd", "ter", "ten"} and self._is_capital_name(at):
            return True  # gaat vd Meer akkoord, ontruiming ten Have
        titled = self._word(at - 2) in TITLES or (before == "ter" and folded == "haar")
        if before in {"ter", "ten"} and titled and not self._break(at):
            return True  # hr. ter Horst, dossier ter haar
        if before == "den" and self._word(at - 2) in {"op", "in", "aan", "uit"} and not self._break(at):
            return folded not in OLD_PHRASES  # op den Kelder, and not op den duur
        if self._break(at) or not before or folded in LITTLE - {"meer"} or self._woorden[at].gap.strip(" ."):
            return False
        if before in {"der", "den"} and self._word(at - 2) == "van" and not self._break(at - 1):
            return True
        if before == "vd" and self._word(at - 2) in TITLES | BEFORE | RELATIVES and not self._break(at - 1):
            return folded not in RELATIVES | HOUSES and folded not in self._lijst.jargon
        named = folded in self._lijst.family or folded in self._lijst.plaatsen
        if before == "van" and self._word(at - 2) in PERSONS and named and not self._break(at - 1):
            return not self._lijst.is_own(folded)  # pt van Houten
        if before == "de" and self._word(at - 2) in PERSONS and named and not self._break(at - 1):
            sure = folded in self._lijst.soms | self._lijst.meestal or self._woorden[at].has_capital
            return sure and folded not in self._lijst.plaatsen
        verb_follows = self._word(at + 1) in FINITE and not self._break(at + 1)
        if before in {"'t", "t"} and self._word(at - 2) in {"van", "in", "op"}:
            return (named or self._woorden[at].has_capital) and (
                self._acts(at + 1)
                or self._word(at + 1) in SPOKEN
                or self._word(at - 3) in TITLES | PERSONS | BEFORE | CONTACT
            )
        after = self._sign_after(at)
        if before in {"ter", "ten"} and self._begins(at - 1) and after[:1] == ":":
            return self._lijst.is_name(folded) or named
        return before in {"ter", "ten", "el", "al"} and named and verb_follows and self._begins(at - 1)

    def _has_written_van(self, at: int) -> bool:
        """A capital tells: gedetineerde Van Ommen, Van Deventer wil, bij van Ommen. Places are names then too."""
        if at < 1 or not self._woorden[at].has_capital or self._break(at):
            return False
        if self._woorden[at - 1].typed == "Van":
            in_sentence = not self._break(at - 1) or self._woorden[at - 1].gap.strip() == ","
            return in_sentence or self._word(at + 1) in PERSONAL or self._has_place_of_name(at)
        return self._before(at) == "van" and self._word(at - 2) in {"bij", "met", "voor"} and not self._break(at - 1)

    def _has_place_of_name(self, at: int) -> bool:
        """Van Dalfsen is, van raalte wil: of a place nobody says so."""
        return (
            self._woorden[at].folded in self._lijst.plaatsen
            and self._word(at + 1) in FINITE
            and not self._break(at + 1)
        )

    def _owns(self, at: int) -> bool:
        """Max' auto: a name that ends in s or x, with its apostrophe."""
        after = self._sign_after(at)
        return after[:1] in ("'", "’") and after[1:2] == " " and self._woorden[at].folded[-1] in "sxz"

    def _has_initial(self, at: int) -> bool:
        back = at - 1
        while back > 0 and self._word(back) in PARTICLES - {"v", "d"}:
            back -= 1
        if back < 0 or len(self._word(back)) != 1 or not self._word(back).isalpha():
            return False
        sign, letter = self._woorden[back + 1].gap, self._woorden[back].typed
        if sign.startswith("."):
            return letter.isupper() or (sign.strip() == "." and not (back > 0 and self._woorden[back].gap == "."))
        bare = letter.isupper() or (self._woorden[at].folded in self._lijst.soms and letter not in "dknstu")
        return sign == " " and bare and letter not in "uU"

    def _is_capital_name(self, at: int) -> bool:
        """Voor Stokvis, ik mis Pinas: a capital in mid-sentence, on a word that has none and is part of no title."""
        woord, lijst = self._woorden[at], self._lijst
        if not woord.has_capital or not self._capitals_tell or self._break(at) or len(woord.typed) < 4:
            return False
        if (
            not woord.typed[1:].islower()
            or self._digit_before(at)
            or woord.folded.endswith(CAPITAL_ENDS)
            or lijst.is_own(self._word(at + 1))
        ):
            return False  # een Turkse tolk, Gemeente Dalfsen
        known = (HOUSES, CALENDAR, RELATIVES, lijst.jargon, lijst.plaatsen, lijst.own)
        return not any(woord.folded in words for words in known) and not self._is_in_title(at)

    def _is_in_title(self, at: int) -> bool:
        """Plan van Aanpak, Openbare Orde en Veiligheid: another word with a capital, which is no name, stands by."""
        for step in (-1, 1):
            other = at + step
            while self._word(other) in IN_TITLES and not self._break(max(other, other - step)):
                other += step
            if not 0 <= other < len(self._woorden) or self._break(max(other, other - step)):
                continue
            by = self._woorden[other]
            if by.has_capital and by.folded not in _SMALL_IN_TITLES and by.folded not in self._lijst.family:
                return self._lijst.is_word(by.folded) or self._lijst.is_compound(by.folded)
        return False

    def _is_introduced(self, at: int) -> bool:
        """Vlinder heet ze; Sneeuw, dat is haar achternaam; dochter Maan: any word at all."""
        woord, after = self._woorden[at], self._word(at + 1)
        if woord.folded in _NEVER_INTRODUCED or self._lijst.is_own(woord.folded):
            return False
        if self._begins(at) and after in {"heet", "heette"} and not self._break(at + 1):
            return self._word(at + 2) in CALLED
        if after in {"dat", "dit", "zo"} and self._word(at + 2) in {"is", "heet", "was"} and self._break(at + 1):
            return any(self._word(at + further) in CALLS for further in (3, 4))
        if after in GENERATION and woord.folded.isalpha() and (self._begins(at) or woord.folded in self._lijst.family):
            return self._word(at + 2) in FINITE or self._acts(at + 2) or self._break(at + 2)
        if woord.folded in GIVEN_MONTHS and self._begins(at) and after in PERSONAL and not self._break(at + 1):
            return True  # April wil terug naar haar moeder
        if self._before(at) not in KIN or self._break(at) or not woord.has_capital or not self._capitals_tell:
            return False
        return woord.folded not in HOUSES and woord.folded not in self._lijst.jargon

    def _is_explained(self, at: int) -> bool:
        """Bloem (14), Valk (bewoner), Brand, dhr: after it stands who that is."""
        after, first = self._sign_after(at).strip()[:1], self._word(at + 1)
        described = first in {"de", "een", "zijn", "haar", "hun"} and (
            self._word(at + 2) in RELATIVES or self._word(at + 3) in RELATIVES
        )
        if after == "(":
            aged = self._sign_after(at + 1).strip()[:1] in {")", ",", ""} and first.isdecimal() and len(first) < 3
            old = aged and (self._sign_after(at + 1).strip() or self._word(at + 2) in {"jr", "jaar", "j"})
            return described or first in RELATIVES or bool(old)
        return after == "," and (described or first in SHORT_TITLES)

    def _is_subject(self, at: int) -> bool:
        """Hart kwam dronken aan; Pop heeft weer zijn raam ingegooid: what only a person is, has or does."""
        word, verb = self._word(at), self._word(at + 1)
        if not self._begins(at):
            return False
        if self._break(at + 1):
            return self._is_explained(at)
        if verb in POSSESSIVES and self._word(at + 2) in RELATIVES:
            return True  # Brouwer zn moeder
        if verb in RELATIVES and word.endswith("s") and word not in OFTEN:
            return True  # vissers broer
        if word in self._lijst.soms and verb == "en":
            return self._word(at + 2) in POSSESSIVES  # Wolf en zijn hond
        if verb in REACHED and self._woorden[at].has_capital:
            return True
        if verb not in FINITE:
            return False
        if word not in _NO_SUBJECT and (verb in OWNING or word not in OFTEN):
            return True  # Bijl heeft nog geen advocaat
        rest = range(at + 2, min(at + 14, len(self._woorden)))
        return any(self._word(i) in STATES for i in rest[:3]) or any(
            self._word(i) in POSSESSIVES and self._word(i + 1) in _OWNED_OR_RELATED and self._before(i) not in NOT_OWN
            for i in rest
        )

    def _is_measure(self, at: int) -> bool:
        """Max. 5, max een uur, met max verblijf van 6 weken; 5 graden vorst; schade door storm; de dag erna."""
        woord, after = self._woorden[at], self._word(at + 1)
        if woord.folded in NUMBERED and (woord.typed.islower() or self._begins(at)) and not self._has_title(at):
            if (
                self._digit_near(at)
                or after[:1].isdecimal()
                or after in AMOUNTS | MEASURES
                or (not after and self._word(at - 2).isdecimal())
            ):
                return True
            if after == "van" and self._word(at + 2)[:1].isdecimal():
                return True
            return self._before(at) in BEFORE and self._noun_follows(at)
        if woord.folded == "vorst":
            return self._before(at) == "graden" or (woord.typed.islower() and self._before(at) in WEATHER_CUES)
        if woord.folded == "erna" and woord.typed.islower():
            return not self._begins(at) and self._before(at) not in (BEFORE | CONTACT | RELATIVES | FINITE) - {"dag"}
        return woord.folded == "storm" and self._is_weather(at)

    def _is_weather(self, at: int) -> bool:
        """Storm op het water, bij storm, schade door storm."""
        if self._word(at + 1) in {"van", "op", "in"}:
            return True
        if self._woorden[at].typed.islower() and self._before(at) in WEATHER_CUES:
            return True
        return any(self._word(i) in WEATHER for i in range(max(0, at - 4), min(at + 5, len(self._woorden))))

    def _begins_with_initial(self, at: int) -> bool:
        """A. Bouwhuis: a capital and its point, not the last letter of an abbreviation."""
        letter = self._woorden[at - 1]
        if letter.typed in "fghijklmnopqrstvwz" and self._woorden[at].gap == ". " and self._begins(at - 1):
            after = self._break(at + 1) or self._word(at + 1) == "en" or self._acts(at + 1)
            return after and self._woorden[at].folded not in LITTLE
        return letter.typed.isupper() and self._woorden[at].gap.startswith(".") and letter.gap != "."

    def _follows_name(self, at: int) -> bool:
        """Kevin Bakker, Bakker Kevin: beside a word that is nothing but a name."""
        lijst = self._lijst
        for other, gap in ((at - 1, at), (at + 1, at + 1)):
            word = self._word(other)
            if word and not self._break(gap) and len(word) > 2 and not lijst.is_word(word) and lijst.is_name(word):
                return self._woorden[at].folded not in COUNTED
        return False

    def _stands_bare(self, at: int) -> bool:
        """A word like Bakker with no article, where a thing would have one."""
        folded, before, after = self._woorden[at].folded, self._before(at), self._word(at + 1)
        joined = bool(before) and not self._break(at)
        open_end = bool(after) and not self._break(at + 1)
        if folded in COUNTED:
            verb_follows = open_end and after in FINITE and folded != "kan"
            return (joined and before in BEFORE and not self._digit_near(at)) or (self._begins(at) and verb_follows)
        if self._noun_follows(at) and (folded in ADJECTIVES or self._is_inflected(folded)):
            return False
        if joined and before in BEFORE:
            return self._word(at - 2) not in TRADE_CUES
        if self._is_thing(at) or (joined and before in TRADES):
            return False
        if self._begins(at) and self._is_called_on(at, open_end):
            return True
        if folded in ADVERBS:
            return self._begins(at) and open_end and after in FINITE
        if open_end and (after in SPOKEN or after in FINITE):
            return True
        if open_end and self._begins(at) and self._woorden[at].has_capital and self._acts(at + 1):
            return True  # Herder stapt steeds op
        if joined and before in ASKED:
            return True
        if joined and not open_end and folded not in ADJECTIVES and not self._begins(at):
            return before not in PLACES
        return self._begins(at) and open_end and after in LOOSE

    def _is_called_on(self, at: int, open_end: bool) -> bool:
        """At the beginning: "Bakker, intake plannen", "visser en partner"."""
        if open_end:
            whose = 3 if self._word(at + 2) in POSSESSIVES else 2
            if self._word(at + 1) == "en" and self._word(at + 2) in self._lijst.soms and self._acts(at + 3):
                return True  # vink en dam zijn verdacht
            return self._word(at + 1) == "en" and self._word(at + whose) in RELATIVES and not self._break(at + whose)
        after = self._sign_after(at)
        called = after.strip()[:1] in (",", ":", "?") or after.strip() == "-"
        return called and self._woorden[at].folded not in ADJECTIVES

    def _is_thing(self, at: int) -> bool:
        """The roos, five mark, a heavy storm."""
        before = self._before(at)
        if self._word(at + 2) == "komst" and self._word(at + 1) == "op":
            return True
        if self._break(at) or not before:
            return self._digit_near(at) and self._woorden[at].folded in NUMBERED
        if before in RELATIVES or before in BEFORE or before in TITLES:
            return False
        if self._digit_near(at):
            return self._woorden[at].folded in NUMBERED or self._digit_before(at)
        if (
            before in NICKNAMES
            and self._word(at - 2) not in ARTICLES
            and self._woorden[at].folded in self._lijst.meestal
        ):
            return False  # bij lange Ger
        return before in ARTICLES or (before not in CONTACT and self._is_inflected(before))
