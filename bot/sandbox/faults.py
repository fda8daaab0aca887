"""What goes wrong on purpose, and when?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.wire import ApiError

Kind = Literal["refuse", "drop_before", "drop_after", "slow", "hang"]


@dataclass(frozen=True)
class Fault:
    kind: Kind
    error: ApiError | None = None
    seconds: float = 0.0

    @classmethod
    def too_many(cls, retry_after: int = 1) -> Fault:
        return cls("refuse", too_many_requests(retry_after))

    @classmethod
    def server_error(cls, code: int = 502, description: str = "Bad Gateway") -> Fault:
        return cls("refuse", ApiError(code, description))

    @classmethod
    def refuse(cls, code: int, description: str) -> Fault:
        """Any other refusal, in any words."""
        return cls("refuse", ApiError(code, description))

    @classmethod
    def drop_before(cls) -> Fault:
        """The connection breaks before anything was done."""
        return cls("drop_before")

    @classmethod
    def drop_after(cls) -> Fault:
        """It is done, but the answer is lost."""
        return cls("drop_after")

    @classmethod
    def slow(cls, seconds: float) -> Fault:
        """It is done at once; the answer takes a while."""
        return cls("slow", seconds=seconds)

    @classmethod
    def hang(cls) -> Fault:
        """It is not done and no answer ever comes; the connection stays open."""
        return cls("hang")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


@dataclass
class _Armed:
    method: str
    fault: Fault
    left: int | None
    chat_id: int | None

    def fits(self, method: str, chat_id: object) -> bool:
        return (
            self.left != 0
            and self.method in {"*", method.lower()}
            and (self.chat_id is None or self.chat_id == chat_id)
        )


@dataclass
class Faults:
    _armed: list[_Armed] = field(default_factory=list)

    def arm(
        self,
        method: str | None,
        fault: Fault,
        *,
        times: int | None = 1,
        chat_id: int | None = None,
    ) -> None:
        """From now on ``fault`` befalls the next ``times`` calls that fit; None is until cleared.

        ``method`` None or ``"*"`` is any method. What was armed first goes first.
        """
        self._armed.append(_Armed((method or "*").lower(), fault, times, chat_id))

    def clear(self) -> None:
        self._armed.clear()

    @property
    def pending(self) -> int:
        """How many armed faults have not befallen anybody yet; one without end counts as one."""
        return sum(1 if armed.left is None else armed.left for armed in self._armed)

    def take(self, method: str, chat_id: object) -> Fault | None:
        for armed in self._armed:
            if armed.fits(method, chat_id):
                if armed.left is not None:
                    armed.left -= 1
                return armed.fault
        return None
