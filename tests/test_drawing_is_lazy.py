"""What draws documents or compares aportes is heavy: only who does that loads it."""

import subprocess
import sys

_DRAWS = ("docx", "reportlab", "matplotlib", "jinja2")


def test_the_queue_loads_no_action_and_nothing_that_compares() -> None:
    loaded = _loaded(
        "from admin_cli.app import app; app(['cola', '--help'], standalone_mode=False)"
    )

    assert "admin_cli.commands.cola" in loaded
    assert not {"intake.triage.actions", "intake.sameness", "intake.reading.tagging"} & loaded
    assert not {"asyncpg", "holidays"} & loaded


def test_the_bot_and_the_queue_load_nothing_that_draws() -> None:
    loaded = _loaded("import bot.app, admin_cli.app, admin_cli.commands.cola")

    assert "sqlalchemy" in loaded
    assert not set(_DRAWS) & loaded


def _loaded(code: str) -> set[str]:
    """The modules that a new Python has after it ran this."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stdout.split())
