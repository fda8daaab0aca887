"""A local stand-in for the Bot API: where do demo and tests get a Telegram of their own?"""

from bot.sandbox.chats import Message, StoredFile
from bot.sandbox.faults import Fault
from bot.sandbox.markup import Button
from bot.sandbox.page import MovableClock, Page, Refused, Seat, Tip
from bot.sandbox.phone import Group, Phone
from bot.sandbox.server import Call
from bot.sandbox.stand_in import Sandbox
from bot.sandbox.transcript import transcript
from bot.sandbox.view import Moment

__all__ = [
    "Button",
    "Call",
    "Fault",
    "Group",
    "Message",
    "Moment",
    "MovableClock",
    "Page",
    "Phone",
    "Refused",
    "Sandbox",
    "Seat",
    "StoredFile",
    "Tip",
    "transcript",
]
