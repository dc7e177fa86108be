"""The engines of all tests share what SQLAlchemy has compiled, as those of one process in use do.

A process of the product keeps one engine while it runs; the tests make thousands, and each would
compile every statement anew, which takes more processor time than giving it to the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

_STATEMENTS = 10_000
"""More than the product has: a test that makes its own must not push others out."""


_SHARED = (SQLiteDialect_aiosqlite, PGDialect_asyncpg)


@contextmanager
def compiling_once() -> Iterator[None]:
    """Let engines of one dialect, made meanwhile, have one store of compiled statements."""
    with pytest.MonkeyPatch.context() as patch:
        for each in _SHARED:
            store: LRUCache[Any, Any] = LRUCache(_STATEMENTS)
            patch.setattr(each, "engine_created", partial(_give, store))  # SQLAlchemy's own hook
            # What is compiled is found by its dialect, too: all of one class are set alike here.
            patch.setattr(each, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(each, "__hash__", lambda one: hash(type(one)))
        yield


def _give(store: LRUCache[Any, Any], engine: sa.Engine) -> None:
    # SQLAlchemy has no public way to give an engine a store: `compiled_cache` is an option of one
    # connection or statement, and `query_cache_size` makes a store that no other engine has.
    engine._compiled_cache = store
