"""What is wrong with a region file, said in Dutch and by path?

Three sources of faults come out in one form: TOML that does not parse, values of the wrong shape (pydantic's
errors, translated), and rules between values (``regio_rules``). None of pydantic's or tomllib's own English
gets through.
"""

import re
import tomllib
import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.domain.errors import DomainError
from bot.domain.namen import suggest

Loc = tuple[str | int, ...]
OURS = "regio"
"""The type of a pydantic error whose text is already Dutch."""


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    loc: Loc
    text: str


class RegioFaults(DomainError):
    """The document is no region. ``faults`` names every reason, each as ``path: what is wrong``."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__()
        self.faults = list(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


def path(loc: Loc) -> str:
    """``("casustafels", 2, "locatie")`` as a person reads it: ``casustafels[2].locatie``."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in loc]
    return "".join(parts).removeprefix(".") or "document"


def bedoelde_u(typed: str, names: Iterable[str]) -> str:
    """The tail of a fault that offers the name that was probably meant; empty when none looks like it."""
    close = suggest(typed, names)
    return f", bedoelde u '{close}'?" if close else ""


# Reading TOML


def read_toml(text: str) -> dict[str, Any]:
    """The document, or one fault with the line on which TOML stopped making sense."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # some editors on Windows begin a file with a mark
    except tomllib.TOMLDecodeError as error:
        raise RegioFaults([_toml_fault(str(error), text)]) from None
    except (RecursionError, ValueError):  # nested a thousand deep, or a number of thousands of digits
        raise RegioFaults(["document: geen leesbare TOML"]) from None


_TOML = (
    ("Cannot overwrite", "deze sleutel staat er al"),
    ("Cannot declare", "deze tabel staat er al"),
    ("Cannot mutate immutable", "deze tabel of lijst is al af"),
    ("Duplicate inline table key", "deze sleutel staat er al"),
    ("Expected '=' after a key", "na de sleutel ontbreekt '='"),
    ("Expected newline or end of document", "na de waarde staat nog iets"),
    ("Expected ']", "']' ontbreekt"),
    ("Unterminated string", "een aanhalingsteken ontbreekt"),
    ("Expected '\"'", "een aanhalingsteken ontbreekt"),
    ('Expected "\'"', "een aanhalingsteken ontbreekt"),
    ("Illegal character", "hier mag dit teken niet staan"),
    ("Unescaped '\\'", "een backslash schrijft u als '\\\\'"),
    ("Unclosed array", "de lijst is niet gesloten met ']'"),
    ("Unclosed inline table", "de tabel is niet gesloten met '}'"),
    ("Invalid initial character for a key", "hier hoort een sleutel te staan"),
    ("Invalid date or datetime", "deze datum bestaat niet"),
    ("Invalid value", "geen geldige waarde, tekst staat tussen aanhalingstekens"),
    ("Invalid statement", "hier hoort een sleutel of een tabel te staan"),
)


def _toml_fault(message: str, text: str) -> str:
    what = next((dutch for english, dutch in _TOML if message.startswith(english)), "dit is geen geldige TOML")
    where = re.search(r"\(at line (\d+), column (\d+)\)", message)
    place = f"regel {where[1]}, kolom {where[2]}" if where else f"regel {len(text.splitlines()) or 1}"
    return f"{place}: {what}"


# Faults of shape


def shape_faults(model: type[BaseModel], error: ValidationError) -> list[Fault]:
    """Every error that pydantic found, in Dutch."""
    errors = error.errors(include_url=False, include_input=False)
    missing = {details["loc"] for details in errors if details["type"] == "missing"}
    # A list whose entries are all wrong is called too short as well; that is no second mistake.
    wrong_within = {details["loc"][:-1] for details in errors}
    return [
        Fault(details["loc"], _dutch(model, details, missing))
        for details in errors
        if not (details["type"] == "too_short" and details["loc"] in wrong_within)
    ]


_SHAPES: Mapping[str, str] = {
    "missing": "ontbreekt",
    "string_type": "moet tekst zijn",
    "string_too_short": "mag niet leeg zijn",
    "int_type": "moet een geheel getal zijn",
    "int_from_float": "moet een geheel getal zijn",
    "int_parsing": "moet een geheel getal zijn",
    "bool_type": "moet true of false zijn",
    "tuple_type": "moet een lijst zijn",
    "too_short": "mag niet leeg zijn",
    "model_type": "moet een tabel zijn",
    "model_attributes_type": "moet een tabel zijn",
    "dict_type": "moet een tabel zijn",
    "string_too_long": "mag hoogstens {max_length} tekens lang zijn",
    "too_long": "mag hoogstens {max_length} regels tellen",
    "greater_than_equal": "moet {ge} of meer zijn",
    "less_than_equal": "moet {le} of minder zijn",
    OURS: "{text}",
}


def _dutch(model: type[BaseModel], details: ErrorDetails, missing: set[Loc]) -> str:
    loc, kind = details["loc"], details["type"]
    if kind == "extra_forbidden":
        fields = _type_at(model, loc[:-1]).model_fields
        absent = [name for name in fields if (*loc[:-1], name) in missing]
        typed = str(loc[-1])
        # A required key that is absent is the likelier meaning of a key that we do not know.
        return "onbekende sleutel" + (bedoelde_u(typed, absent) or bedoelde_u(typed, fields))
    if kind == "literal_error":
        choices = [f"'{choice}'" for choice in get_args(_type_at(model, loc))]
        return f"moet {' of '.join(choices)} zijn"
    # A kind of error that we never met still is a fault with a path, and still is Dutch.
    return _SHAPES.get(kind, "heeft geen geldige waarde").format(**details.get("ctx", {}))


def in_order(model: type[BaseModel], faults: Iterable[Fault]) -> list[str]:
    """The faults as lines, in the order of the document and each once."""

    def place(fault: Fault) -> list[int]:
        places: list[int] = []
        for depth, part in enumerate(fault.loc):
            if isinstance(part, int):
                places.append(part)
            else:
                kind = _type_at(model, fault.loc[:depth])
                fields = list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []
                places.append(fields.index(part) if part in fields else len(fields))
        return places

    lines = (f"{path(fault.loc)}: {fault.text}" for fault in sorted(faults, key=place))
    return list(dict.fromkeys(_visible(line) for line in lines))


def _type_at(model: type[BaseModel], loc: Loc) -> Any:
    """What stands at ``loc`` by the models: a model, a Literal or a plain type."""
    kind: Any = model
    for part in loc:
        if isinstance(part, int):
            kind = _bare(get_args(kind)[0]) if get_args(kind) else object
        else:
            field = getattr(kind, "model_fields", {}).get(part)
            kind = _bare(field.annotation) if field else object
    return kind


def _bare(kind: Any) -> Any:
    """The type without ``Annotated`` and without ``| None``."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(next(arg for arg in get_args(kind) if arg is not type(None)))
    return kind


def _visible(line: str) -> str:
    """A fault quotes what somebody typed; a line break in it must not break the list of faults."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)


def _key(part: str) -> str:
    return part if re.fullmatch(r"[\w-]+", part) else repr(part)
