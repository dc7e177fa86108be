"""Finding plug-ins: one plug-in is one module of a package, and nobody lists them."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def discover(package: ModuleType) -> Iterator[ModuleType]:
    """The public modules of `package`, imported, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")
