"""Reading the YAML that the Lab edits: safe, and in C where the package brings it (ten times)."""

from typing import Any

import yaml

LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)
"""The quick one where this build of the package has it; both take plain values only."""


def parse_yaml(text: str) -> Any:
    """What the text holds, in plain values. Raises yaml.YAMLError, which says the line."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 both loaders are the safe ones
