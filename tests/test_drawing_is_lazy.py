"""What draws documents is heavy: only who draws one loads it."""

import subprocess
import sys

_DRAWS = ("docx", "reportlab", "matplotlib", "jinja2")


def test_the_bot_and_the_queue_load_nothing_that_draws() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, bot.app, admin_cli.app, admin_cli.commands.cola; print(*sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert "sqlalchemy" in loaded
    assert not set(_DRAWS) & set(loaded)
