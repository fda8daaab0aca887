"""/bekijk/<token>: an afspraak, a casus, a bijeenkomst or one's own calendar links on our page. GET shows, POST acts.

The token in the address is the authority: there is no cookie, so no other site can act in a person's name without
knowing it. What asks for it from another site is refused all the same. Every way in which a token can be wrong ends in
the same page, after the same look in the database.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.domain.errors import DomainError
from bot.domain.pas import KALENDER, NOBODY, Pas, read_tafelblad
from bot.links import Links
from bot.rendering.berichten import render
from bot.rendering.web import render_page
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.bekijk_tafel import Tafelpagina
from bot.usecases.bekijken import (
    Bekeken,
    Casuspagina,
    LinkWerktNiet,
    answer,
    answer_kalender,
    bekijk,
    bekijk_casus,
    bekijk_kalender,
    bekijk_tafel,
    pas_for,
    peek,
    peek_casus,
    peek_tafel,
)
from bot.usecases.ports import Transaction
from bot.web.http import read_body
from bot.web.initdata import user_of

LARGEST_FORM = 16 * 1024
MOST_FIELDS = 8
STATIC = Path(__file__).parent / "static"
SCRIPT = "text/javascript; charset=utf-8"
FILES = {"bekijk.css": "text/css; charset=utf-8", "bekijk.js": SCRIPT, "kopieer.js": SCRIPT}
TELEGRAM_WEB = "https://web.telegram.org"


class Pages:
    """The pages of one process. ``bot_token`` is what Telegram signs with."""

    def __init__(self, services: Services, links: Links, bot_token: SecretStr) -> None:
        self._services = services
        self._links = links
        self._bot_token = bot_token
        self._base = urlsplit(links.base).path
        # Telegram in a browser shows our page in a frame of its own; nobody else may.
        framed_by = TELEGRAM_WEB if links.inside_telegram else "'none'"
        self._policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors {framed_by}"
        )

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/bekijk/{token}", self._bekijk, methods=["GET", "POST"]),
            *(Route(f"/static/{name}", _file(name), methods=["GET"]) for name in FILES),
        ]

    async def _bekijk(self, request: Request) -> Response:
        try:
            return await (self._act if request.method == "POST" else self._look)(request)
        except LinkWerktNiet:
            return self._html("werkt_niet", 404, {})
        except TemporarilyUnavailable:
            return self._html("storing", 503, {})

    async def _look(self, request: Request) -> Response:
        token = request.path_params["token"]
        if self._links.read_app(token) is not None:
            return self._html("in_telegram", 200, {"token": token})
        pas = self._links.read_link(token) or NOBODY
        # Who asks for no more than the headers has seen nothing.
        read = request.method == "GET"
        if pas.over == KALENDER:
            return self._html("kalender", 200, await self._services.read(_kalender_page_for, pas))
        if (tafelblad := read_tafelblad(pas.over)) is not None:
            page = await self._services.run(_tafel_page_for, bekijk_tafel if read else peek_tafel, pas)
            return self._html(tafelblad.blad, 200, page)
        if isinstance(pas.over, str):
            page = await self._services.run(_casus_page_for, bekijk_casus if read else peek_casus, pas)
            return self._html("casus", 200, page)
        page = await self._services.run(_page_for, bekijk if read else peek, pas)
        return self._html("bekijk", 200, page)

    async def _act(self, request: Request) -> Response:
        """What the button of the form says. The way back is to the page itself, so that loading it again only asks."""
        if not self._from_here(request):
            raise LinkWerktNiet
        form = await _form(request)
        token = request.path_params["token"]
        app = self._links.read_app(token)
        if app is not None:
            return await self._enter(*app, form.get("initdata", ""))
        pas = self._links.read_link(token) or NOBODY
        if pas.over == KALENDER:
            return await self._act_on_kalender(token, pas, form)
        try:
            await self._services.run(answer, pas, form.get("daad", ""))
        except LinkWerktNiet:
            raise
        except DomainError as refused:
            page = await self._services.run(_page_for, peek, pas)
            reason = render(refused.bericht, {**page, **refused.gegevens}).tekst  # in the words of the chat
            return self._html("bekijk", 409, {**page, "geweigerd": Markup(reason)})  # noqa: S704 - escaped already
        return RedirectResponse(f"{self._base}/bekijk/{token}", 303)

    async def _act_on_kalender(self, token: str, pas: Pas, form: dict[str, str]) -> Response:
        """To the new link when there is one: this is the only time that it is shown."""
        try:
            geheim = await self._services.run(answer_kalender, pas, form.get("daad", ""), form.get("wat", ""))
        except LinkWerktNiet:
            raise
        except DomainError as refused:
            page = await self._services.read(_kalender_page_for, pas)
            reason = render(refused.bericht, {**page, **refused.gegevens}).tekst
            return self._html("kalender", 409, {**page, "geweigerd": Markup(reason)})  # noqa: S704 - escaped already
        shown = f"{self._base}/bekijk/{token}" if geheim is None else urlsplit(self._links.abonneren_url(geheim)).path
        return RedirectResponse(shown, 303)

    async def _enter(self, over: int | str, persoon: int, init_data: str) -> Response:
        """From Telegram's word for who opens the page to a link of a quarter of an hour."""
        user = user_of(init_data, self._bot_token.get_secret_value(), self._services.clock.now())
        pas = await self._services.read(pas_for, over, persoon if user is not None else 0, user or 0)
        return RedirectResponse(urlsplit(self._links.link_url(pas)).path, 303)

    def _from_here(self, request: Request) -> bool:
        """Does a page of ours ask? A browser that does not say so says at least where from; ours hide that: "null"."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in ("same-origin", "none")
        own = urlsplit(self._links.base)
        return request.headers.get("Origin", "null") in ("null", f"{own.scheme}://{own.netloc}")

    def _html(self, page: str, status: int, inhoud: dict[str, Any]) -> Response:
        text = render_page(page, {"basis": self._base, "geweigerd": None, **inhoud})
        return HTMLResponse(text, status, {"Content-Security-Policy": self._policy})


def _page_for(tx: Transaction, look: Callable[[Transaction, Pas], Bekeken], pas: Pas) -> dict[str, Any]:
    page = look(tx, pas)
    return {**_house(tx), "bekeken": page, "regel": page.regel}


def _casus_page_for(tx: Transaction, look: Callable[[Transaction, Pas], Casuspagina], pas: Pas) -> dict[str, Any]:
    return {**_house(tx), "pagina": look(tx, pas)}


def _tafel_page_for(tx: Transaction, look: Callable[[Transaction, Pas], Tafelpagina], pas: Pas) -> dict[str, Any]:
    page = look(tx, pas)
    return {**_house(tx), "pagina": page, "deel": page.deel, "kop": page.deel.kop}


def _kalender_page_for(tx: Transaction, pas: Pas) -> dict[str, Any]:
    page = bekijk_kalender(tx, pas)
    return {**_house(tx), **page}


def _house(tx: Transaction) -> dict[str, Any]:
    return {"huis": tx.regio.naam, "zone": tx.regio.zone, "vandaag": tx.today, "nu": tx.now}


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form; none when it is none, or larger than any of ours."""
    body = await read_body(request, LARGEST_FORM)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if body is None or kind != "application/x-www-form-urlencoded":
        return {}
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _file(name: str) -> Callable[[Request], Response]:
    content = (STATIC / name).read_bytes()

    def get(_: Request) -> Response:
        return Response(content, headers={"Content-Type": FILES[name], "Cache-Control": "public, max-age=3600"})

    return get
