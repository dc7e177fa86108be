"""Reading the YAML that the Lab edits: safe, and in C where the package brings it (ten times)."""

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str) -> Any:
    """Plain values only. Raises yaml.YAMLError, which says the line."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 both loaders are the safe ones
