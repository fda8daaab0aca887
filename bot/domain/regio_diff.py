"""How does a region document read: as a file, and as a change?

Both walk the plain document: sections, lists of values, and lists of tables that each have a key or a name.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.namen import fold

_INLINE = 100  # a longer list gets a line per value


def differences(old: Mapping[str, Any], new: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """One Dutch line per path that differs."""
    for key in dict.fromkeys([*new, *old]):
        here, before, after = f"{path}{key}", old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before or after, Mapping):
            yield from differences(before or {}, after or {}, f"{here}.")
        elif _is_tables(before) and _is_tables(after):
            yield from _tables(here, before or [], after or [])
        elif _is_texts(before) and _is_texts(after):
            yield from _listed(here, before or [], after or [])
        elif before is None:
            yield f"{here}: {_shown(after)} komt erbij"
        elif after is None:
            yield f"{here}: {_shown(before)} vervalt"
        else:
            yield f"{here}: {_shown(before)} wordt {_shown(after)}"


def toml_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The document as TOML; what is None is left out."""
    for key, value in document.items():
        if not isinstance(value, Mapping) and not (value and _is_tables(value)) and value is not None:
            yield f"{key} = {_toml(value)}"
    for key, value in document.items():
        tables = [value] if isinstance(value, Mapping) else value if value and _is_tables(value) else []
        for table in tables:
            yield ""
            yield f"[{key}]" if isinstance(value, Mapping) else f"[[{key}]]"
            yield from toml_lines(table)


def _tables(path: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[str]:
    before, after = ({fold(_name(table)): table for table in tables} for tables in (old, new))
    # A name in other capitals is the same entry; that its name differs is said by the entry itself.
    yield from _listed(path, [_name(after.get(fold(_name(table)), table)) for table in old], list(map(_name, new)))
    for key in after:
        if key in before:
            yield from differences(before[key], after[key], f"{path}[{_name(after[key])}].")


def _listed(path: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    before, after = {fold(name): name for name in old}, {fold(name): name for name in new}
    added = [name for key, name in after.items() if key not in before]
    gone = [name for key, name in before.items() if key not in after]
    if added:
        yield f"{path}: {_names(added)} {'komt' if len(added) == 1 else 'komen'} erbij"
    if gone:
        yield f"{path}: {_names(gone)} {'vervalt' if len(gone) == 1 else 'vervallen'}"
    kept = [key for key in after if key in before]
    if kept != [key for key in before if key in after]:
        yield f"{path}: de volgorde wijzigt"
    for key in kept:
        if before[key] != after[key]:
            yield f"{path}: '{before[key]}' wordt '{after[key]}'"


def _is_tables(value: Any) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str) and _all(value, Mapping))


def _is_texts(value: Any) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str) and _all(value, str))


def _all(values: Sequence[Any], kind: type) -> bool:
    return all(isinstance(value, kind) for value in values)


def _name(table: Mapping[str, Any]) -> str:
    """What a table is called in a path: its key, else its name."""
    return str(table.get("sleutel") or table["naam"])


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'"
    return ", ".join(str(item) for item in value) if isinstance(value, Sequence) else str(value)


def _toml(value: Any) -> str:
    # A JSON string, number or boolean is a TOML one: control characters, the one difference, are refused on
    # reading.
    if isinstance(value, str | bool | int):
        return json.dumps(value, ensure_ascii=False)
    items = [_toml(item) for item in value]
    flat = f"[{', '.join(items)}]"
    return flat if len(flat) <= _INLINE else "[\n" + "".join(f"  {item},\n" for item in items) + "]"
