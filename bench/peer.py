"""The peer: a minimal python-telegram-bot program with the library's defaults.

``python -m bench.peer URL TOKEN FILE``. A command is one SQLite read, one write and one message; a button one SQLite
update, one answer to the query and one edit. The database is SQLModel on a sync engine with its defaults, as most
programs of this stack have it. No rights, no guard, nothing written down before it is done: a crash loses updates.
"""

import sys

from sqlmodel import Field, Session, SQLModel, col, create_engine, select, update
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes


class Collega(SQLModel, table=True):
    """A person and how often they asked."""

    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(index=True, unique=True)
    gevraagd: int = 0
    staat: str = "open"


def main(url: str, token: str, file: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)

    async def mijn(update_: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update_.effective_chat is not None
        assert update_.message is not None
        with Session(engine) as session:
            found = session.exec(select(Collega).where(Collega.chat_id == update_.effective_chat.id)).first()
            collega = found or Collega(chat_id=update_.effective_chat.id)
            collega.gevraagd += 1
            session.add(collega)
            session.commit()
            asked = collega.gevraagd
        await update_.message.reply_text(f"Uw open acties, voor de {asked}e keer", reply_markup=_buttons("Bezig"))

    async def pressed(update_: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update_.callback_query
        assert query is not None
        assert query.message is not None
        staat = "bezig" if query.data == "Bezig" else "open"
        with Session(engine) as session:
            session.exec(update(Collega).where(col(Collega.chat_id) == query.message.chat.id).values(staat=staat))
            session.commit()
        await query.answer()
        following = "Ongedaan maken" if query.data == "Bezig" else "Bezig"
        await query.edit_message_text(f"Uw actie is nu {staat}", reply_markup=_buttons(following))

    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(CommandHandler("mijn", mijn))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


def _buttons(label: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton("Gedaan", callback_data="Gedaan"), InlineKeyboardButton(label, callback_data=label)]]
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
