"""How does one owed message reach a chat, and what does Telegram's answer mean?"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    WebAppInfo,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.delivery.transport import DeliveryUnknown
from bot.domain.bericht import Bericht, Methode, Samengesteld, TeVerzenden, Toont, Uitkomst
from bot.domain.errors import DomainError
from bot.domain.pas import Pas
from bot.domain.persoon import Persoon
from bot.links import Links
from bot.rendering.berichten import Gerenderd, Knop, render
from bot.services import Services, TemporarilyUnavailable
from bot.usecases.berichten import menu
from bot.usecases.outbox import Elsewhere, last_words, moved_chat

log = structlog.get_logger(__name__)

Turn = Callable[[], AbstractAsyncContextManager[float]]
"""Waits for a place to leave from, and holds up who comes next until the words are there.

Gives the seconds for which Telegram, by now, still wants to hear nothing.
"""

MAYBE_TWICE = "misschien_dubbel"
LONGEST_WAIT = 60.0
SILENCED = "429"
"""Why something waits: Telegram wants to hear nothing for a while."""
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier")
_NOT_MODIFIED = "message is not modified"
_DELETED = ("message to delete not found",)
_WORDED = (Methode.SEND, Methode.EDIT, Methode.RETIRE)


@dataclass(frozen=True)
class Afloop:
    """How an attempt ended; ``pause`` are the seconds in which Telegram wants to hear nothing from us."""

    uitkomst: Uitkomst
    message_id: int | None = None
    again_after: float = 0
    pause: float = 0
    fout: str = ""
    toont: tuple[Toont, ...] = ()
    """What of any casus is to be seen there now."""


class TelegramSender:
    """Sends what is owed, written from what is true at that moment."""

    def __init__(self, services: Services, bot: Bot, links: Links) -> None:
        self._services = services
        self._bot = bot
        self._links = links
        self.token_refused = False
        """Did Telegram say that it does not know our token?"""

    async def attempt(self, owed: TeVerzenden, turn: Turn) -> Afloop:
        """One try, that awaits its ``turn`` before it is worded: what leaves was true at that moment.

        Never raises for what Telegram or the network does.
        """
        if owed.chat_id is None:
            return Afloop(Uitkomst.GEBLOKKEERD, fout="geen kanaal")
        try:
            return await self._send(owed, owed.chat_id, turn)
        except RetryAfter as error:
            seconds = _seconds(error.retry_after)
            return Afloop(Uitkomst.LATER, again_after=seconds, pause=seconds, fout=SILENCED)
        except ChatMigrated as error:
            return await self._follow(owed, owed.chat_id, error.new_chat_id, turn)
        except Forbidden as error:
            return Afloop(Uitkomst.GEBLOKKEERD, fout=error.message)
        except BadRequest as error:  # a NetworkError to the library, so it comes first
            return self._refused(owed, error)
        except NetworkError as error:
            return Afloop(Uitkomst.LATER, again_after=_backoff(owed.attempts), fout=type(error).__name__)
        except InvalidToken:
            self.token_refused = True
            return Afloop(Uitkomst.LATER, again_after=LONGEST_WAIT, fout="token geweigerd")
        except TelegramError as error:  # an answer that is none of Telegram's: a proxy's page, say
            return Afloop(Uitkomst.ONZEKER, again_after=_backoff(owed.attempts), fout=type(error).__name__)

    async def _follow(self, owed: TeVerzenden, old: int, new: int, turn: Turn) -> Afloop:
        """The chat got another number: known from now on. Its messages have other numbers there, so none is changed."""
        try:
            await self._services.run(moved_chat, old, new)
        except TemporarilyUnavailable as error:
            return Afloop(Uitkomst.LATER, again_after=_backoff(owed.attempts), fout=str(error))
        chat_id = new if owed.bericht.chat_id is not None else None
        return await self.attempt(
            replace(owed, chat_id=new, bericht=replace(owed.bericht, chat_id=chat_id, message_id=None)), turn
        )

    async def _send(self, owed: TeVerzenden, chat_id: int, turn: Turn) -> Afloop:
        bericht = owed.bericht
        async with turn() as silence:
            if silence > 0:
                return _silenced(silence)
            worded = await self._worded(owed) if bericht.methode in _WORDED else None
        match worded:
            case Afloop():
                return worded
            case Samengesteld(), Gerenderd():
                return await self._say(owed, chat_id, *worded)
        match bericht.methode:
            case Methode.DELETE if bericht.message_id is not None:
                await self._bot.delete_message(chat_id, bericht.message_id)
            case Methode.LEAVE:
                await self._bot.leave_chat(chat_id)
            case Methode.MENU:
                await self._set_menu(bericht, chat_id)
        return Afloop(Uitkomst.VERZONDEN)

    async def _worded(self, owed: TeVerzenden) -> tuple[Samengesteld, Gerenderd] | Afloop:
        """What it says now, or why it does not leave."""
        try:
            samengesteld = owed.samengesteld or await self._services.read(last_words, owed)
            gerenderd = self._rendered(samengesteld) if samengesteld is not None else None
        except TemporarilyUnavailable as error:
            return Afloop(Uitkomst.LATER, again_after=_backoff(owed.attempts), fout=str(error))
        except Elsewhere:
            return Afloop(Uitkomst.LATER, fout="andere chat")
        except DomainError as error:
            return Afloop(Uitkomst.VERVALLEN, fout=type(error).__name__)
        except Exception as error:
            # A fault of ours in this one message: said loudly, and it does not hold up the others.
            log.exception("bericht_kapot", bericht=owed.bericht.bericht)
            return Afloop(Uitkomst.GEWEIGERD, fout=type(error).__name__)
        if samengesteld is None or gerenderd is None:
            return Afloop(Uitkomst.VERVALLEN)
        return samengesteld, gerenderd

    async def _say(self, owed: TeVerzenden, chat_id: int, samengesteld: Samengesteld, gerenderd: Gerenderd) -> Afloop:
        bericht = owed.bericht
        if bericht.methode is not Methode.SEND and bericht.message_id is not None:
            edited = await self._edit(gerenderd, chat_id, bericht.message_id, samengesteld)
            if edited is not None:
                return edited
        if bericht.methode is Methode.RETIRE:
            return Afloop(Uitkomst.GEWEIGERD, fout="niet meer te wijzigen")
        tekst = gerenderd.tekst
        if owed.misschien_dubbel:
            tekst += "\n" + render(MAYBE_TWICE, {}).tekst
        try:
            sent = await self._bot.send_message(
                chat_id,
                tekst,
                parse_mode=ParseMode.HTML,
                reply_markup=self._keyboard(gerenderd, samengesteld),
                protect_content=samengesteld.draagt_casus,
                disable_notification=samengesteld.stil,
            )
        except DeliveryUnknown as error:
            return Afloop(Uitkomst.ONZEKER, again_after=_backoff(owed.attempts), fout=str(error))
        return Afloop(Uitkomst.VERZONDEN, sent.message_id, toont=samengesteld.toont)

    async def _edit(
        self, gerenderd: Gerenderd, chat_id: int, message_id: int, samengesteld: Samengesteld
    ) -> Afloop | None:
        """None when that message can no longer be changed: then it is sent as a new one, unless it takes back."""
        try:
            await self._bot.edit_message_text(
                gerenderd.tekst,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=self._keyboard(gerenderd, samengesteld),
            )
        except BadRequest as error:
            if _says(error, _UNEDITABLE):
                return None
            if _NOT_MODIFIED not in error.message.lower():
                raise
        return Afloop(Uitkomst.VERZONDEN, message_id, toont=samengesteld.toont)

    def _rendered(self, samengesteld: Samengesteld) -> Gerenderd:
        return render(samengesteld.bericht, {"pagina_open": self._links.open, **samengesteld.inhoud})

    def _keyboard(self, gerenderd: Gerenderd, samengesteld: Samengesteld) -> InlineKeyboardMarkup | None:
        if not gerenderd.knoppen:
            return None
        rows = [[self._button(knop, samengesteld.inhoud) for knop in row] for row in gerenderd.knoppen]
        return InlineKeyboardMarkup(rows)

    def _button(self, knop: Knop, inhoud: dict[str, Any]) -> InlineKeyboardButton:
        naar: Persoon | None = inhoud.get("naar")
        page = knop.bekijk or knop.pagina
        if knop.kopieer is not None:
            return InlineKeyboardButton(knop.label, copy_text=CopyTextButton(knop.kopieer))
        if knop.feed is not None:
            return InlineKeyboardButton(knop.label, copy_text=CopyTextButton(self._links.feed_url(knop.feed)))
        if knop.abonneren is not None:
            # Not inside Telegram: there no calendar of the phone opens.
            return InlineKeyboardButton(knop.label, url=self._links.abonneren_url(knop.abonneren))
        if page is not None and naar is not None:
            over = int(page) if page.isdecimal() else page
            if self._links.inside_telegram:
                return InlineKeyboardButton(knop.label, web_app=WebAppInfo(self._links.app_url(over, naar.id)))
            if knop.pagina is not None:
                pas = Pas(over, naar.id, inhoud["sinds"])
                return InlineKeyboardButton(knop.label, url=self._links.link_url(pas))
            return InlineKeyboardButton(knop.label, callback_data=f"bekijk:{page}")
        return InlineKeyboardButton(knop.label, callback_data=knop.data)

    async def _set_menu(self, bericht: Bericht, chat_id: int) -> None:
        names = await self._services.read(menu, bericht)
        words = render("menu", {}).tekst.splitlines()
        descriptions = dict(line.split(" ", 1) for line in words)
        commands = [BotCommand(name, descriptions[name]) for name in names]
        await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))

    def _refused(self, owed: TeVerzenden, error: BadRequest) -> Afloop:
        if owed.bericht.methode is Methode.SEND and _says(error, _GONE):
            return Afloop(Uitkomst.GEBLOKKEERD, fout=error.message)
        if owed.bericht.methode is Methode.DELETE and _says(error, _DELETED):
            return Afloop(Uitkomst.VERZONDEN)
        if owed.bericht.methode is Methode.RETIRE:  # that chat is gone, and with it what was to be taken back
            return Afloop(Uitkomst.GEWEIGERD, fout=error.message)
        log.warning("telegram_weigert", bericht=owed.bericht.bericht, methode=owed.bericht.methode, reden=error.message)
        return Afloop(Uitkomst.GEWEIGERD, fout=error.message)


def _silenced(seconds: float) -> Afloop:
    return Afloop(Uitkomst.LATER, again_after=seconds, fout=SILENCED)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)


def _backoff(attempts: int) -> float:
    """1, 2, 4 … seconds, a minute at most."""
    return min(LONGEST_WAIT, 2.0 ** min(attempts, 10))


def _seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
