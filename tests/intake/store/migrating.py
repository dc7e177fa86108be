"""Tables as a former version had them."""

from importlib import resources
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def bring_to(connection: sa.Connection, revision: str) -> None:
    """Run the migrations up to this one."""
    command.upgrade(_config(connection), revision)


def take_back(connection: sa.Connection, revision: str) -> None:
    """Undo the migrations down to this one."""
    command.downgrade(_config(connection), revision)


def put(connection: sa.Connection, table: str, **values: Any) -> None:
    """A row of the former tables, which the models do not describe any more."""
    columns = [
        sa.column(name, sa.JSON if isinstance(v, dict | list) else None)
        for name, v in values.items()
    ]
    connection.execute(sa.insert(sa.table(table, *columns)).values(**values))


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("intake.store") / "migrations"))
    config.attributes["connection"] = connection
    return config
