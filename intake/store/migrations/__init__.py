"""The history of the tables (Alembic). `HEAD` spares a start that has nothing to migrate."""

HEAD = "0016"
"""The newest revision; a test holds it to what Alembic says."""
