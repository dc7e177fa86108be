"""Alembic's entry: handed an open connection by intake.store.schema or by tools.new_migration."""

from typing import Any, Literal

from alembic import context

import intake.store.models
from intake.store.db import Base, UtcDateTime

TABLES = intake.store.models.__all__  # the import registers them


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Migrations name SQLAlchemy's types only: ours may change, history may not."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
