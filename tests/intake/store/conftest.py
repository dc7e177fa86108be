"""A database without tables, for what makes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Its address, on each engine in turn; on SQLite there is not even a file."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/ayni.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.blank_database() as url:
            yield url
