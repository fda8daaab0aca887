"""How does a calendar read as a file that clients subscribe to? RFC 5545, with the names and intervals of RFC 7986.

No METHOD: a feed publishes nothing to anybody, and clients refuse it (RFC 5546, 3.2.1). No attendees and no alarms.
What is the same gives the same bytes, wherever and whenever it is written.
"""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText
from jinja2 import Environment

from bot.domain.abonnement import Feed, Keuze, Vermelding
from bot.rendering.environment import make_environment
from bot.rendering.vtimezone import vtimezone

PRODID = "-//afsprakenbot//bijeenkomsten//NL"
REFRESH = timedelta(hours=6)
"""How often clients are asked to look; several take a day all the same."""
_END = b"END:VCALENDAR\r\n"


def render_feed(feed: Feed, huis: str, bot: str | None) -> bytes:
    """The file. ``bot`` is the bot's name in Telegram, to which each entry leads back."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    naam = feed_titel(feed.keuze, feed.naam, huis)
    calendar.add("name", vText(naam))
    calendar.add("x-wr-calname", vText(naam))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    zone = vtimezone(feed.tijdzone)
    if zone is not None:
        calendar.add_component(zone)
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *(_event(een, feed.tijdzone, bot) for een in feed.vermeldingen), _END])


def feed_titel(keuze: Keuze, naam: str, huis: str) -> str:
    """What a calendar calls the whole: the same words as in the chat."""
    return _said("feed", "titel", keuze=keuze, naam=naam, huis=huis)


@lru_cache(maxsize=4096)
def _event(een: Vermelding, tijdzone: str, bot: str | None) -> bytes:
    """Kept: when one of many changes, only that one is written anew."""
    link = f"https://t.me/{bot}?start=b{een.uid.replace('-', '')}" if bot else None
    begint, eindigt = (moment.astimezone(ZoneInfo(tijdzone)) for moment in (een.begint, een.eindigt))
    if vtimezone(tijdzone) is None or _comes_twice(begint) or _comes_twice(eindigt):
        begint, eindigt = een.begint.astimezone(UTC), een.eindigt.astimezone(UTC)
    said = {"een": een, "link": link, "zone": ZoneInfo(tijdzone)}
    event = Event()
    event.add("uid", een.uid)
    event.add("dtstamp", een.changed_at)
    event.add("last-modified", een.changed_at)
    event.add("sequence", een.volgnummer)
    event.add("dtstart", begint)
    event.add("dtend", eindigt)
    event.add("summary", _said("vermelding", "titel", **said))
    if tekst := _said("vermelding", "tekst", **said):
        event.add("description", tekst)
    if een.waar:
        event.add("location", een.waar)
    if link is not None:
        event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if een.afgezegd else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if een.afgezegd else "OPAQUE")
    content: bytes = event.to_ical()
    return content


def _comes_twice(local: datetime) -> bool:
    """In the night that is an hour longer the clock alone does not say which is meant; readers differ."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@cache
def _environment() -> Environment:
    return make_environment("kalender", autoescape=False)


def _said(template: str, block: str, **inhoud: object) -> str:
    found = _environment().get_template(f"{template}.txt.j2")
    return "".join(found.blocks[block](found.new_context({**inhoud}))).strip()
