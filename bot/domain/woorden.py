"""Which Dutch words does a calendar use?"""

DAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MAANDEN = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_TO_TWELVE = (
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
)
_TEENS = ("dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
# From nul up to and including negenennegentig; without the diaeresis of tweeëntwintig, which few type.
TELWOORDEN = (
    *_TO_TWELVE,
    *_TEENS,
    *(f"{one}en{ten}" if one else ten for ten in _TENS for one in ("", *_TO_TWELVE[1:10])),
)
