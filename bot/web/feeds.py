"""/kalender/<token>.ics and /abonneren/<token>: a calendar to subscribe to, and the page that says how.

The secret in the address is the authority; what it shows is what its owner may know at that moment. An address that
opens nothing gets the same answer after the same look in the database, whatever is wrong with it.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlsplit

import segno
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.abonnement import AbonnementId
from bot.domain.namen import fold
from bot.domain.uitnodiging import hash_token
from bot.links import Links
from bot.rendering.ical import feed_titel
from bot.rendering.web import render_page
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.abonnementen import note_fetched
from bot.usecases.feeds import Gevonden, read_feed, revision
from bot.web.samen import Samen
from bot.web.vormen import Vorm, Vormen, takes_gzip

KEEP_SECONDS = 60.0
"""So often is written down which calendars were fetched."""
MOST_KNOWN = 2048
CALENDAR = "text/calendar; charset=utf-8"
_SECOND = timedelta(seconds=1)
_AGAIN = str(15 * 60)


@dataclass(frozen=True)
class _Bekend:
    """What was found behind one address, and while what that holds. Its bytes are kept elsewhere, for all who share
    them.
    """

    abonnement: AbonnementId
    sleutel: bytes
    revisie: str
    van: datetime
    tot: datetime
    gewijzigd_at: datetime
    """It has not changed since then."""
    last_modified: str
    disposition: str
    lock: asyncio.Lock
    """One looks anew; the others who ask meanwhile wait for what that one finds."""

    def holds(self, revisie: str, now: datetime) -> bool:
        """What a calendar shows changes with the day, also when nobody does anything."""
        return self.revisie == revisie and self.van <= now < self.tot


class Feeds:
    """The calendars of one process."""

    def __init__(self, services: Services, links: Links) -> None:
        self._services = services
        self._links = links
        self._base = urlsplit(links.base).path
        self._vormen = Vormen()
        self._known: OrderedDict[str, _Bekend] = OrderedDict()
        self._fetched: dict[AbonnementId, datetime] = {}
        self._revision = Samen(lambda: services.read(revision))

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/kalender/{token}.ics", self._feed, methods=["GET"]),
            Route("/abonneren/{token}", self._page, methods=["GET"]),
        ]

    async def keep_fetches(self) -> None:
        """Writes down, once a minute and at the end, when which calendar was last fetched."""
        try:
            while True:
                await asyncio.sleep(KEEP_SECONDS)
                await self._keep()
        finally:
            await self._keep()

    async def _keep(self) -> None:
        fetched, self._fetched = self._fetched, {}
        if not fetched:
            return
        try:
            await self._services.run(note_fetched, fetched)
        except TemporarilyUnavailable:
            self._fetched = {**fetched, **self._fetched}  # with the next ones

    async def _feed(self, request: Request) -> Response:
        try:
            found = await self._find(request.path_params["token"])
        except TemporarilyUnavailable:
            return PlainTextResponse("Service Unavailable", 503, {"Retry-After": _AGAIN})
        if found is None:
            return PlainTextResponse("Not Found", 404)
        bekend, vorm = found
        now = self._services.clock.now()
        if request.method == "GET":
            self._fetched[bekend.abonnement] = now
        zipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
        headers = {"ETag": vorm.etag(zipped=zipped), "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        # Within the same second it may change again, and a client that goes by the moment would not learn of that.
        if bekend.gewijzigd_at + _SECOND <= now:
            headers["Last-Modified"] = bekend.last_modified
        if _has_it(request.headers, vorm, headers.get("Last-Modified")):
            return Response(status_code=304, headers=headers)
        headers |= {"Content-Type": CALENDAR, "Content-Disposition": bekend.disposition}
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(vorm.zipped if zipped else vorm.plain, headers=headers)

    async def _find(self, token: str) -> tuple[_Bekend, Vorm] | None:
        """What this address shows now; None when it shows nothing."""
        hashed = hash_token(self._links.read_geheim(token) or "")
        revisie = await self._revision.get()
        if (kept := self._kept(hashed, revisie)) is not None:
            return kept
        known = self._known.get(hashed)
        lock = known.lock if known is not None else asyncio.Lock()
        async with lock:
            return self._kept(hashed, revisie) or await self._look(hashed, lock)

    def _kept(self, hashed: str, revisie: str) -> tuple[_Bekend, Vorm] | None:
        """From memory, when that is sure to be right."""
        known = self._known.get(hashed)
        if known is None or not known.holds(revisie, self._services.clock.now()):
            return None
        kept = self._vormen.get(known.sleutel)
        if kept is None:
            return None
        self._known.move_to_end(hashed)
        return known, kept

    async def _look(self, hashed: str, lock: asyncio.Lock) -> tuple[_Bekend, Vorm] | None:
        found = await self._services.read(read_feed, hashed)
        if found is None:
            self._known.pop(hashed, None)
            return None
        sleutel, vorm = await asyncio.to_thread(self._vormen.of, found)
        fresh = _Bekend(
            abonnement=found.abonnement,
            sleutel=sleutel,
            revisie=found.revisie,
            van=found.van,
            tot=found.tot,
            gewijzigd_at=found.gewijzigd_at,
            last_modified=format_datetime(found.gewijzigd_at, usegmt=True),
            disposition=_file_name(_titel(found)),
            lock=lock,
        )
        self._known[hashed] = fresh
        self._known.move_to_end(hashed)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return fresh, vorm

    async def _page(self, request: Request) -> Response:
        geheim = self._links.read_geheim(request.path_params["token"]) or ""
        try:
            found = await self._services.read(read_feed, hash_token(geheim))
        except TemporarilyUnavailable:
            return self._html("storing", 503, {})
        if found is None:
            return self._html("geen_abonnement", 404, {})
        ways = ways_in(self._links.feed_url(geheim), _titel(found))
        page = self._links.abonneren_url(geheim)
        shown = {"huis": found.huis, "keuze": found.feed.keuze, "naam": found.feed.naam, "titel": _titel(found)}
        return self._html("abonneren", 200, {**shown, **ways, "pagina": page, "qr": qr(page)})

    def _html(self, page: str, status: int, inhoud: dict[str, Any]) -> Response:
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        )
        return HTMLResponse(
            render_page(page, {"basis": self._base, **inhoud}), status, {"Content-Security-Policy": policy}
        )


def ways_in(address: str, titel: str) -> dict[str, str]:
    """The same calendar in the forms that each client wants. None of the makers promises its own; the text beside each
    button says how to go without.
    """
    webcal = "webcal" + address[address.index(":") :]
    return {
        "adres": address,
        "webcal": webcal,
        # Google takes an address of https for the name of one of its own calendars.
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": (
            f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}"
            f"&name={quote(titel, safe='')}"
        ),
    }


def qr(address: str) -> str:
    """For a phone, as a picture that stands in the page itself."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def _titel(found: Gevonden) -> str:
    return feed_titel(found.feed.keuze, found.feed.naam, found.huis)


def _has_it(headers: Headers, vorm: Vorm, last_modified: str | None) -> bool:
    """Has the client what we would send? By its tags; only without any by the moment (RFC 9110, 13.2.2).

    By exactly the moment that we would send: a clock that was set back, or another process, may have sent a later one
    with what is old by now.
    """
    tags = headers.get("If-None-Match")
    if tags is not None:
        return vorm.is_among(tags)
    return last_modified is not None and headers.get("If-Modified-Since") == last_modified


def _file_name(titel: str) -> str:
    """``bijeenkomsten-zwolle-veiligheidshuis-ijsselland.ics``"""
    return f'inline; filename="{"-".join(re.findall("[a-z0-9]+", fold(titel))) or "bijeenkomsten"}.ics"'
