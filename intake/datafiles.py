"""The data files of the product, and the YAML among them that the Lab edits."""

from importlib import resources
from typing import Any

import yaml

from intake.errors import DataFileError

LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)
"""The one in C, ten times as quick, if the package brings it; both take plain values only."""


def shipped_text(*path: str) -> str:
    """The text of a file that comes with the product, by its path under `intake/data`."""
    return resources.files("intake.data").joinpath(*path).read_text("utf-8")


def parse_yaml(text: str) -> Any:
    """What the text holds, in plain values. Raises yaml.YAMLError, which says the line."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 both loaders are the safe ones


def read_yaml(text: str, what: str) -> Any:
    """The same for a file that the Lab edits, which DataFileError calls by `what` it is."""
    try:
        return parse_yaml(text)
    except yaml.YAMLError as problem:
        raise DataFileError(f"{what} no es YAML válido: {problem}") from problem


def lab_text(name: str) -> str:
    """The text of a shipped file that the Lab edits; DataFileError if it cannot be read."""
    try:
        return shipped_text(name)
    except (OSError, UnicodeDecodeError) as problem:
        raise DataFileError(f"{name}: no se puede leer ({problem}).") from problem


def read_mapping(name: str, text: str) -> dict[str, object]:
    """What such a file holds by name; DataFileError if it is no YAML of that form."""
    try:
        data = parse_yaml(text)
    except yaml.YAMLError as problem:
        raise DataFileError(f"{name}: no es YAML ({problem}).") from problem
    if not isinstance(data, dict):
        raise DataFileError(f"{name}: debe tener líneas de la forma «nombre: valor».")
    return data


def read_rows(name: str, text: str, part: str) -> list[dict[str, object]]:
    """The blocks of one part of it, none if it has no such part; DataFileError if they are none."""
    rows = read_mapping(name, text).get(part) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataFileError(f"{name}: en «{part}» va una lista de bloques con sus campos.")
    return rows
