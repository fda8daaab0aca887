"""Somebody who guesses addresses as fast as they can, from a process of their own: ``python -m tests.web.rader``.

Arguments: port, how many, over how many connections, and the header in which each guess names another address (or -).
Prints how often which status came, as JSON.
"""

import json
import secrets
import selectors
import socket
import sys
from collections import Counter

AT_ONCE = 8
"""So many questions go out over a connection before the first is answered."""


class Connection:
    """One of theirs, which they open again when it is closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.unread, self.waiting = b"", 0

    def ask(self, count: int, naming: str) -> None:
        self.waiting = count
        self.socket.sendall(b"".join(_guess(naming) for _ in range(count)))

    def answers(self) -> list[int]:
        """The statuses that came in by now."""
        received = self.socket.recv(1 << 16)
        if not received:
            raise ConnectionError
        *whole, self.unread = (self.unread + received).split(b"HTTP/1.1 ")
        # The last one may not be whole: its status comes first, and its body is short.
        if self.unread[:3].isdigit() and self.unread.endswith((b"Not Found", b"Too Many Requests")):
            whole, self.unread = [*whole, self.unread], b""
        elif self.unread:
            self.unread = b"HTTP/1.1 " + self.unread
        found = [int(one[:3]) for one in whole if one]
        self.waiting -= len(found)
        return found


def _guess(naming: str) -> bytes:
    other = ".".join(str(byte) for byte in secrets.token_bytes(4))
    header = f"{naming}: {other}\r\n" if naming != "-" else ""
    token = f"{secrets.token_urlsafe(32)}.{secrets.token_urlsafe(32)}"
    return f"GET /kalender/{token}.ics HTTP/1.1\r\nHost: x\r\n{header}\r\n".encode()


def guess(port: int, count: int, connections: int, naming: str) -> dict[str, int]:
    selector, statuses, left = selectors.DefaultSelector(), Counter[str](), count

    def ask(one: Connection) -> None:
        nonlocal left
        some = min(AT_ONCE, left)
        left -= some
        selector.register(one.socket, selectors.EVENT_READ, one)
        one.ask(some, naming)

    for _ in range(connections):
        ask(Connection(port))
    while selector.get_map():
        for key, _ in selector.select(30):
            one = key.data
            try:
                statuses.update(map(str, one.answers()))
            except ConnectionError:
                statuses["closed"] += 1
                left += one.waiting
                selector.unregister(one.socket)
                one.open()
                ask(one)
                continue
            if not one.waiting:
                selector.unregister(one.socket)
                if left:
                    ask(one)
    return dict(statuses)


if __name__ == "__main__":
    _, port, count, connections, naming = sys.argv
    print(json.dumps(guess(int(port), int(count), int(connections), naming)))  # noqa: T201
