"""Loads the rows of evaluation files as people would have told them: nothing is skipped.

python -m bench.load_eval FILE.jsonl[.gz]... --database-url URL [--rows N] [--admit N --como USER]

Each row is {"text", "kind", "ubigeo"} (with "actor", if it says one) and becomes one aporte of one
person, through intake.listening.submissions.submit: consent, tags, index, journal, necesidad and
all. Rows of another kind than a problem or an idea (greetings, complaints) are counted and left
out, as the chat would not register them. With --admit, the oldest of the queue are admitted by the
real act of triage; where there is no account at all, one of the Secretaría Técnica is made, named
by --como.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.ext.asyncio import AsyncSession

from bench.report import print_report, read_jsonl
from intake.clock import utc_now
from intake.ids import Code
from intake.kinds import Actor, AporteKind, AporteState, Role
from intake.listening import people, submissions
from intake.listening.commands import Submit
from intake.reading import taxonomy
from intake.settings import Settings
from intake.store import accounts, operators
from intake.store.db import Database
from intake.store.models import Aporte, Operator, Person
from intake.store.schema import prepare
from intake.triage.actions import perform
from intake.triage.actions.admitir import Admitir

CHANNEL = "evaluacion"
"""No channel has this name: what is posted to these people goes nowhere."""
_KINDS = frozenset(AporteKind)
_BATCH = 50
_ANSWER_DAYS = 30
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A row, and the code under which it was registered."""

    row: Row
    code: Code


def main(argv: Sequence[str] | None = None) -> int:
    """Load, admit, and say how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--database-url", required=True, help="made ready where it is empty")
    parser.add_argument("--rows", type=int, help="only so many aportes, the first")
    parser.add_argument("--admit", type=int, default=0, help="how many to admit, oldest first")
    parser.add_argument("--como", default="evaluacion", metavar="USER", help="who admits")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    read = [row for file in options.files for row in read_jsonl(file)]
    rows = [row for row in read if row.get("kind") in _KINDS]
    report = asyncio.run(
        _run(options.database_url, rows[: options.rows], options.admit, options.como)
    )
    print_report({**report, "left_out": len(read) - len(rows)}, as_json=options.json)
    return 0


async def _run(url: str, rows: list[Row], count: int, username: str) -> dict[str, Any]:
    database = Database(Settings.load(database_url=url).database_url)
    try:
        await prepare(database)
        now = utc_now()
        told = await load(database, rows, now=now)
        admitted = await admit(database, count, by=username, now=now) if count else []
        return {"aportes": len(told), "admitted": len(admitted)}
    finally:
        await database.close()


async def load(
    database: Database, rows: Sequence[Row], *, now: datetime, channel: str = CHANNEL
) -> list[Told]:
    """Register each row as told by a person of its own at `now`; in their order.

    Their addresses continue after those that the channel has, so that it can be done again.
    """
    async with database.reading() as session:
        vocabulary = await taxonomy.current(session)
        count = sa.select(sa.func.count(Person.id)).where(Person.channel == channel)
        first = await session.scalar(count) or 0
    told: list[Told] = []
    with _progress() as bar:
        task = bar.add_task("Cargando aportes", total=len(rows))
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            addresses = [(channel, str(first + start + n)) for n in range(1, len(batch) + 1)]
            async with database.transaction() as session:
                known = await people.meet(session, addresses, now=now)
                for row, address in zip(batch, addresses, strict=True):
                    done = await submissions.submit(
                        session,
                        _command(row, message_id=address[1]),
                        known[address],
                        vocabulary=vocabulary,
                        answer_days=_ANSWER_DAYS,
                        now=now,
                    )
                    told.append(Told(row, Code(done.code)))
            bar.update(task, advance=len(batch))
    return told


async def admit(database: Database, count: int, *, by: str, now: datetime) -> list[Code]:
    """Admit the `count` oldest of the queue, one act each; the codes of those it did."""
    async with database.transaction() as session:
        await _open_first_account(session, by, now)
    async with database.reading() as session:
        codes = await session.scalars(
            sa.select(Aporte.code)
            .where(Aporte.state == AporteState.RECIBIDO)
            .order_by(Aporte.id)
            .limit(count)
        )
        waiting = [Code(code) for code in codes]
    action = Admitir(sirve=True, competencia=True, politica=True, motivo="Carga de evaluación")
    with _progress() as bar:
        for code in bar.track(waiting, description="Admitiendo"):
            async with database.transaction() as session:
                operator = await operators.get_acting(session, by)
                await perform(session, action, code, by=operator, now=now)
    return waiting


async def _open_first_account(session: AsyncSession, username: str, now: datetime) -> None:
    if await session.scalar(sa.select(Operator.id).limit(1)) is None:
        await accounts.create_operator(
            session, username, "Evaluación", Role.SECRETARIA_TECNICA, by=None, now=now
        )


def _command(row: Row, *, message_id: str) -> Submit:
    return Submit(
        kind=AporteKind(row["kind"]),
        text=row["text"],
        ubigeo=row.get("ubigeo"),
        place_text="",
        affected="",
        actor=Actor(row.get("actor", Actor.CIUDADANIA)),
        attachments=(),
        consent_version=CHANNEL,
        message_id=message_id,
    )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


if __name__ == "__main__":
    sys.exit(main())
