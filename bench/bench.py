"""What does every measure stand on? A scratch folder, one house made once, and how long to measure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.bots import Bot, House, Peer, make_house


@dataclass
class Bench:
    """``quick`` makes every measure short: to see whether it works, not how fast it is."""

    folder: Path
    quick: bool
    say: Callable[[str], None]
    _house: House | None = field(default=None, init=False)
    _folders: int = field(default=0, init=False)

    async def house(self) -> House:
        """The house of fifty, made once; each start works on a copy."""
        if self._house is None:
            self.say("a house of fifty is set up")
            self._house = await make_house(self.new_folder())
        return self._house

    async def both(self) -> tuple[Bot, Bot]:
        """The product and its peer."""
        return await self.house(), Peer()

    def new_folder(self) -> Path:
        self._folders += 1
        folder = self.folder / str(self._folders)
        folder.mkdir()
        return folder

    def pick(self, whole: int, quick: int) -> int:
        """How many, how long."""
        return quick if self.quick else whole
