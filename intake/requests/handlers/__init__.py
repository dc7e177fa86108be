"""What is done for each command: one function a command, found by the type it takes first.

A handler is `async def name(command: TheCommand, request: Request) -> TheResult`, public, in a
module of this package. It refuses by raising, and everything it does is in one transaction.
"""

import inspect
import sys
from collections.abc import Awaitable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, Protocol, get_type_hints

from intake import plugins
from intake.requests.commands import Result
from intake.requests.request import Request


class Handler(Protocol):
    """A function that does what one kind of command asks for."""

    def __call__(self, command: Any, request: Request, /) -> Awaitable[Result]:
        """Do it in the transaction of the request."""


@cache
def all_handlers() -> Mapping[type, Handler]:
    """By the type of its command. TypeError where two would do the same one."""
    found: dict[type, Handler] = {}
    for module in plugins.discover(sys.modules[__name__]):
        for handler in _public(module):
            command: type = next(iter(get_type_hints(handler).values()))
            if command in found:
                raise TypeError(f"{command.__name__} has two handlers.")
            found[command] = handler
    return MappingProxyType(found)


def _public(module: ModuleType) -> list[Handler]:
    """The functions that a module defines for others; not those it imported."""
    return [
        function
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]
