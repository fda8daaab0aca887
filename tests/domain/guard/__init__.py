"""The guard of IJsselland, and what it is measured on.

``onveilig.jsonl`` and ``veilig.jsonl`` hold messages as people type them on a phone, with the kinds that each should be
refused for; all persons are invented.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from bot import woordenlijst
from bot.data import data_folder
from bot.domain.privacy import Guard
from bot.domain.regio import parse_regio

TODAY = date(2027, 2, 1)
REGIO = parse_regio((data_folder("regios") / "ijsselland.toml").read_text(encoding="utf-8"))
GUARD = Guard(woordenlijst.load, lambda: TODAY).for_regio(REGIO)


def messages(name: str) -> list[dict[str, Any]]:
    """The messages of ``onveilig`` or ``veilig``."""
    lines = Path(__file__).with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
