"""What a command states is its own part: the helpers of the runner do the rest around it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import admin_cli.terminal.runner
from admin_cli.terminal.runner import (
    Stopped,
    act,
    export,
    kept_open,
    look_ahead,
    look_up,
    read,
    stoppable,
)
from intake.errors import DatabaseUnreachableError, RefusedError
from intake.store.journal import record
from intake.store.models import JournalEntry, Operator
from intake.store.reader import Reader
from intake.store.verbs import Verb
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def _at_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AYNI_DATABASE_URL", terminal.url)
    monkeypatch.setenv("AYNI_OPERADOR", "ana")
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: NOW)


def _notes(terminal: Terminal) -> list[str]:
    async def work(session: AsyncSession) -> list[str]:
        return list(await session.scalars(sa.select(JournalEntry.note)))

    return terminal.do(work)


async def _write(session: AsyncSession, by: Operator, now: datetime) -> tuple[str, datetime]:
    record(session, Verb.REINDEXAR, now=now, operator_id=by.id, note=by.username)
    return by.username, now


def test_act_gives_who_acts_and_the_instant_and_keeps_what_was_done(terminal: Terminal) -> None:
    assert act(None, _write) == ("ana", NOW)
    assert act("luis", _write) == ("luis", NOW)
    assert _notes(terminal) == ["ana", "luis"]


def test_act_at_another_hour_takes_that_of_lima_and_none_that_lies_ahead(
    terminal: Terminal,
) -> None:
    _, at = act(None, _write, el=datetime(2026, 1, 5, 9, 30))  # noqa: DTZ001 as it is typed

    assert at.isoformat() == "2026-01-05T09:30:00-05:00"
    with pytest.raises(RefusedError, match="todavía no llega"):
        act(None, _write, el=datetime(2099, 1, 1))  # noqa: DTZ001
    assert _notes(terminal) == ["ana"]


def test_what_is_refused_half_way_leaves_nothing(terminal: Terminal) -> None:
    async def work(session: AsyncSession, by: Operator, now: datetime) -> None:
        await _write(session, by, now)
        await session.flush()
        raise RefusedError("No.")

    with pytest.raises(RefusedError):
        act(None, work)
    assert _notes(terminal) == []


def test_read_keeps_the_line_that_the_query_writes_down(terminal: Terminal) -> None:
    async def query(session: AsyncSession, reader: Reader) -> str:
        reader.wrote(session, "lo que se leyó")
        return reader.by.username

    assert read("luis", query) == "luis"
    assert _notes(terminal) == ["lo que se leyó"]


def test_look_up_keeps_nothing(terminal: Terminal) -> None:
    async def query(session: AsyncSession, now: datetime) -> datetime:
        record(session, Verb.REINDEXAR, now=now, note="no debe quedar")
        await session.flush()
        return now

    assert look_up(query) == NOW
    assert _notes(terminal) == []


def test_a_stop_after_the_first_step_does_not_say_that_nothing_was_done() -> None:
    with pytest.raises(Stopped, match="lo que ya se había guardado queda"), stoppable():
        raise KeyboardInterrupt


def test_look_ahead_says_who_and_keeps_nothing(terminal: Terminal) -> None:
    assert look_ahead("luis", _write) == ("luis", NOW)
    assert _notes(terminal) == []


def test_export_leaves_no_copy_without_its_note(terminal: Terminal, tmp_path: Path) -> None:
    place = tmp_path / "copia.txt"
    wrong = False

    async def gather(session: AsyncSession, reader: Reader) -> tuple[int, dict[Path, bytes]]:
        reader.wrote(session, "copiado")
        if wrong:
            session.add(JournalEntry())  # has no instant: the database refuses it
        return 1, {place: b"lo que contaron"}

    wrong = True
    with pytest.raises(sa.exc.IntegrityError):
        export(None, gather)
    assert not place.exists()
    assert _notes(terminal) == []

    wrong = False
    assert export(None, gather) == 1
    assert place.read_bytes() == b"lo que contaron"
    assert _notes(terminal) == ["copiado"]


def test_export_notes_nothing_where_the_file_cannot_be_written(
    terminal: Terminal, tmp_path: Path
) -> None:
    async def gather(session: AsyncSession, reader: Reader) -> tuple[None, dict[Path, bytes]]:
        reader.wrote(session, "copiado")
        return None, {tmp_path / "no" / "hay" / "copia.txt": b"lo que contaron"}

    with pytest.raises(RefusedError):
        export(None, gather)
    assert _notes(terminal) == []


async def _engine(session: AsyncSession, _: datetime) -> object:
    return session.get_bind()


def test_the_steps_of_one_command_share_what_the_first_opened(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert look_up(_engine) is not look_up(_engine)
    with kept_open():
        assert look_up(_engine) is look_up(_engine)
        assert act(None, _write) == ("ana", NOW)
    assert _notes(terminal) == ["ana"]
    assert [each.name for each in tmp_path.iterdir()] == ["ayni.db"], "it was not closed"


def test_each_step_of_a_command_has_an_instant_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = NOW + timedelta(hours=1)
    instants = iter([NOW, later])
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: next(instants))
    with kept_open():
        assert look_ahead(None, _write) == ("ana", NOW)
        assert act(None, _write) == ("ana", later)


def test_a_step_that_was_refused_leaves_what_is_open_to_the_next(terminal: Terminal) -> None:
    async def refuse(session: AsyncSession, by: Operator, now: datetime) -> None:
        await _write(session, by, now)
        await session.flush()
        raise RefusedError("No.")

    with kept_open():
        with pytest.raises(RefusedError):
            act(None, refuse)
        act("luis", _write)
    assert _notes(terminal) == ["luis"]


def test_a_database_that_could_not_be_opened_may_be_there_for_the_next_step(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept_open():
        monkeypatch.setenv("AYNI_DATABASE_URL", f"{terminal.url}.no")
        with pytest.raises(DatabaseUnreachableError):
            act(None, _write)
        monkeypatch.setenv("AYNI_DATABASE_URL", terminal.url)
        act(None, _write)
    assert _notes(terminal) == ["ana"]
