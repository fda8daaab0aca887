"""Where does the product's processor time go? ``python -m bench.profiled FILE run`` is ``afsprakenbot run``, profiled.

Each thread has a profile of its own that counts only the processor time of that thread, so waiting costs nothing;
they are added up in FILE. A profile makes small functions look dearer than they are: measure again without it.
Python 3.11 only: later versions allow one profile per process.
"""

import cProfile
import pstats
import sys
import threading
import time
from unittest.mock import patch

from bot.cli import main as product


def main(file: str, *command: str) -> None:
    profiles: list[cProfile.Profile] = []
    run = threading.Thread.run

    def profiled(thread: threading.Thread) -> None:
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].runcall(run, thread)

    profiles.append(cProfile.Profile(time.thread_time))
    sys.argv = ["afsprakenbot", *command]
    try:
        with patch.object(threading.Thread, "run", profiled):
            profiles[0].runcall(product)
    finally:
        pstats.Stats(*profiles).dump_stats(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
