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
