"""Which commands does the bot put in whose menu, and who is the bot?"""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.methods import Method
from bot.sandbox.wire import Json, Params, bad_request
from bot.sandbox.world import World

_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_MOST_COMMANDS = 100

Key = tuple[str, int, int, str]


def get_me(world: World, params: Params) -> Json:
    return {
        **world.bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.sequence("commands")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _key(world, params)
    kept = [_command(command) for command in commands]
    if kept:
        world.commands[key] = kept
    else:
        world.commands.pop(key, None)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.commands.get(_key(world, params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.commands.pop(_key(world, params), None)
    return True


def _key(world: World, params: Params) -> Key:
    scope = params.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type", ""))
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat_id = 0
    if kind in {"chat", "chat_administrators", "chat_member"}:
        given = str(scope.get("chat_id", ""))
        chat_id = world.reachable(int(given) if re.fullmatch(r"-?\d+", given) else given).id
    return kind, chat_id, int(scope.get("user_id", 0)), params.text("language_code")


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


COMMAND_METHODS: dict[str, Method] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
}
