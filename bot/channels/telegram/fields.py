"""Reading fields of JSON that may be anything: the value as promised, or MalformedError."""

import math
from typing import Any, TypeGuard

Fields = dict[str, Any]


class MalformedError(Exception):
    """A field that must be there is not, or is of another type."""


def section(value: object) -> Fields:
    """The value as an object."""
    if not isinstance(value, dict):
        raise MalformedError
    return value


def text(fields: Fields, name: str) -> str:
    """A text as typed; empty if there is none. Half surrogates cannot be stored: they go."""
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise MalformedError
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def needed(fields: Fields, name: str) -> str:
    """A text that must be there."""
    if value := text(fields, name):
        return value
    raise MalformedError


def is_id(value: object) -> TypeGuard[int]:
    """Whether it can be an id of Telegram's: at most 64 bits, and never 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < abs(value) < 2**63


def count(fields: Fields, name: str) -> int:
    """A whole number; 0 if there is none."""
    value = fields.get(name, 0)
    return value if is_id(value) else 0


def degrees(value: object, most: int) -> float:
    """The value as a latitude (`most` 90) or a longitude (180)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedError
    if abs(value) > most or not math.isfinite(value):
        raise MalformedError
    return float(value)
