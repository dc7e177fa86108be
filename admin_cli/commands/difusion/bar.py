"""A mass message on its way, as a bar: how many, how fast, how long still."""

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from admin_cli.commands.difusion import loading
from admin_cli.terminal import output
from admin_cli.terminal.runner import run
from intake.clock import ticks
from intake.store.models import Broadcast

_LOOK_SECONDS = 1.0


def watch_broadcast(number: int) -> Broadcast:
    """Look until it is over; how it ended."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=output.console(),
    )
    with bar:
        task = bar.add_task(f"difusión {number}", total=None, rate="")
        began: tuple[float, int] | None = None
        while True:
            row, progress = run(lambda desk: loading.progress(desk, number))
            began = began or (ticks(), progress.over)
            seconds = ticks() - began[0]
            rate = f"{(progress.over - began[1]) / seconds:.0f}/s" if seconds > 1 else ""
            total = progress.posted if row.fed_at else progress.total
            said = f"difusión {number}, {row.state}"
            bar.update(
                task, completed=progress.over, total=total or None, rate=rate, description=said
            )
            if not row.state.is_under_way:
                return row
            time.sleep(_LOOK_SECONDS)
