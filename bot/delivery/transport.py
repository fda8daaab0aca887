"""How does the library reach the Bot API? Over aiohttp: its own client costs two thirds of its time.

Failures say what is known of the request: ``NotDelivered`` never reached the server, ``DeliveryUnknown`` may have.
"""

import os
from typing import Any

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

# The library warns until a program says that it is ready for pauses as timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Together less than a message's lease of 30 s: while we still wait, nobody else sends it again.
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
CONNECTIONS = 64
# Below the minute after which Telegram closes an idle connection: a request on a closed one is lost without a word.
KEEPALIVE_SECONDS = 30.0


class NotDelivered(NetworkError):
    """The server cannot have seen this request: it is safe to send it again."""


class DeliveryUnknown(NetworkError):
    """The answer was lost: the server may have done what was asked."""


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API."""

    def __init__(self, read_seconds: float = READ_SECONDS) -> None:
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEPALIVE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body of the answer. The error texts name no address: it holds the token."""
        del write_timeout, pool_timeout
        if self._session is None:
            raise RuntimeError("the transport has not been opened")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=_seconds(read_timeout, self._read_seconds),
        )
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=timeout) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotDelivered(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryUnknown(type(error).__name__) from error


def _seconds(value: Any, default: float) -> float | None:
    return value if isinstance(value, int | float) or value is None else default


def _body(request_data: RequestData | None) -> Any:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
