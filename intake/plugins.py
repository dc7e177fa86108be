"""Finding plug-ins: one plug-in is one module of a package, and nobody lists them.

A package of plug-ins goes on wherever a folder of its name is on Python's path, so that a plug-in
may come from elsewhere: `PYTHONPATH=/opt/lab`, and in it `bot/channels/radio/`.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def discover(package: ModuleType) -> Iterator[ModuleType]:
    """The public modules of `package`, imported, in alphabetical order."""
    path = package.__path__
    path += [folder for each in folders(package.__name__) if (folder := str(each)) not in path]
    for found in sorted(pkgutil.iter_modules(path), key=lambda each: each.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def folders(package: str) -> list[Path]:
    """Where the modules of `package` may be, without importing any: its own folder comes first."""
    root, *inner = package.split(".")
    spec = find_spec(root)
    homes = spec.submodule_search_locations if spec else None
    roots = [*(homes or ()), *(Path(place, root) for place in sys.path)]
    there = (each for place in roots if (each := Path(place, *inner)).is_dir())
    return list(dict.fromkeys(folder.resolve() for folder in there))
