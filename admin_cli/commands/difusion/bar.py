"""A mass message on its way, as a bar: how many, how fast, how long still."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.runner import look_up
from intake.figures import progress as figures
from intake.outreach import broadcasts
from intake.store.models import Broadcast

_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """How far it was at an instant."""

    row: Broadcast
    progress: figures.Progress
    at: datetime

    @property
    def total(self) -> int | None:
        """How many it is for, as far as is known; None while it is for nobody."""
        return (self.progress.posted if self.row.fed_at else self.progress.total) or None

    def rate_since(self, first: "_Look") -> str:
        """Say how many went out a second since then; nothing where that is too short a time."""
        seconds = (self.at - first.at).total_seconds()
        return (
            f"{(self.progress.over - first.progress.over) / seconds:.0f}/s" if seconds > 1 else ""
        )


def watch_broadcast(number: int) -> Broadcast:
    """Show it until it is over, and give it as it ended."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=output.console(),
    )
    look = first = _look(number)
    with bar:
        task = bar.add_task("", total=None, rate="")
        for look in _looks(number, first):
            bar.update(
                task,
                description=f"difusión {number}, {look.row.state}",
                completed=look.progress.over,
                total=look.total,
                rate=look.rate_since(first),
            )
    return look.row


def _looks(number: int, look: _Look) -> Iterator[_Look]:
    """Give this look, and another each second until it is over."""
    yield look
    while look.row.state.is_under_way:
        time.sleep(_LOOK_SECONDS)
        look = _look(number)
        yield look


def _look(number: int) -> _Look:
    async def query(session: AsyncSession, now: datetime) -> _Look:
        row = await broadcasts.get(session, number)
        return _Look(row, await figures.progress_of(session, row), now)

    return look_up(query)
