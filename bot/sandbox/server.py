"""What does a request over HTTP get for an answer?"""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.commands import COMMAND_METHODS
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.methods import MESSAGE_METHODS
from bot.sandbox.updates import TERMINATED_BY_END
from bot.sandbox.webhook import WEBHOOK_IS_ACTIVE, Webhook
from bot.sandbox.wire import Answer, ApiError, Json, Params, read_params
from bot.sandbox.world import World

_METHODS = {**MESSAGE_METHODS, **COMMAND_METHODS}
_OTHER_METHODS = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}
_LONGEST_POLL = 50
_LARGEST_REQUEST = 60 * 1024 * 1024
_CALLS_KEPT = 20_000


@dataclass
class Call:
    """A request the bot made; ``status`` is 0 as long as (or because) no answer went back."""

    method: str
    params: Json
    at: float
    status: int = 0


@dataclass
class Server:
    token: str
    world: World
    webhook: Webhook
    faults: Faults
    calls: list[Call] = field(default_factory=list)
    port: int = 0
    _runner: web.AppRunner | None = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_up(self) -> bool:
        return self._runner is not None

    async def start(self) -> None:
        """Binds a free port the first time, and the same one again after that."""
        if self._runner is not None:
            return
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._closing = asyncio.Event()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            self._closing.set()
            self.world.updates.end_poll(TERMINATED_BY_END)
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        try:
            method = self._method(request)
            params = await read_params(request)
        except ApiError as refusal:
            return _refusal(refusal)
        call = self._record(method, params)
        fault = self.faults.take(method, params.values.get("chat_id"))
        if fault is not None:
            return await self._misbehave(fault, request, method, params, call)
        return await self._answer(method, params, call)

    def _method(self, request: web.Request) -> str:
        found = re.fullmatch(r"/bot([^/]+)/([^/]+)", request.path)
        if found is None or not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", found[1]):
            raise ApiError(404, "Not Found")
        if found[1] != self.token:
            raise ApiError(401, "Unauthorized")
        if found[2].lower() not in _METHODS.keys() | _OTHER_METHODS:
            raise ApiError(404, "Not Found")
        return found[2]

    def _record(self, method: str, params: Params) -> Call:
        names = {name: upload.name for name, upload in params.files.items()}
        call = Call(method, params.values | names, time.monotonic())
        self.calls.append(call)
        del self.calls[:-_CALLS_KEPT]
        self.world.pulse.beat()
        return call

    async def _misbehave(
        self, fault: Fault, request: web.Request, method: str, params: Params, call: Call
    ) -> web.Response:
        if fault.kind == "refuse" and fault.error is not None:
            call.status = fault.error.code
            return _refusal(fault.error)
        if fault.kind == "hang":
            await self._closing.wait()
            return _drop(request)
        if fault.kind == "drop_before":
            return _drop(request)
        answer = await self._answer(method, params, call)
        if fault.kind == "drop_after":
            call.status = 0
            return _drop(request)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), fault.seconds)
        return answer

    async def _answer(self, method: str, params: Params, call: Call) -> web.Response:
        try:
            result = await self._run(method.lower(), params)
        except ApiError as refusal:
            call.status = refusal.code
            return _refusal(refusal)
        finally:
            self.world.pulse.beat()
        call.status = 200
        answer: Json = {"ok": True, "result": result}
        if isinstance(result, Answer):
            answer = {"ok": True, "result": result.result, "description": result.description}
        return web.json_response(answer)

    async def _run(self, method: str, params: Params) -> Any:
        if method == "getupdates":
            return await self._get_updates(params)
        if method == "setwebhook":
            return await self.webhook.put(params)
        if method == "deletewebhook":
            return await self.webhook.remove(params)
        if method == "getwebhookinfo":
            return self.webhook.info()
        return _METHODS[method](self.world, params)

    async def _get_updates(self, params: Params) -> list[Json]:
        if self.webhook.url:
            raise ApiError(409, WEBHOOK_IS_ACTIVE)
        updates = self.world.updates
        updates.allow(params.sequence("allowed_updates"))
        timeout = max(0, min(params.integer("timeout"), _LONGEST_POLL))
        return await updates.fetch(params.integer("offset"), params.integer("limit", 100), timeout)


def _refusal(error: ApiError) -> web.Response:
    return web.json_response(error.to_json(), status=error.code)


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)
