"""Tables as a former version had them."""

from importlib import resources

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def bring_to(connection: sa.Connection, revision: str) -> None:
    """Run the migrations up to this one."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("intake.store") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
