"""Triage: one verb a file, found by discovery. `perform` checks, applies, writes down and tells.

A new one is a module here with a frozen dataclass, which ACTION names. Its fields are what the
operator must say, each `Annotated` with an `Ask`; the terminal makes a command of it unasked.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import plugins
from intake.errors import NotFoundError, RefusedError, TakenError
from intake.ids import Code
from intake.kinds import OPEN, AporteState
from intake.listening.followers import followers_of, tell
from intake.listening.settling import settle
from intake.store import access
from intake.store.access import Grant
from intake.store.db import JsonDict
from intake.store.journal import About, record
from intake.store.locks import queue_up
from intake.store.models import Aporte, JournalEntry, Operator, OutboxMessage
from intake.store.outgoing import Offer, Outgoing
from intake.store.verbs import ANSWERS, Verb
from intake.triage import snapshots
from intake.words.codes import spoken

_MOVES = frozenset({"state", "needs_interpreter", "tags"})
"""What decides to which necesidad a case belongs, and whether and how it is found as alike."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How an operator is asked for one field of an action."""

    help: str
    prompt: str = ""
    """Asked at a terminal when it was not given; a bool is asked as yes or no."""
    is_argument: bool = False
    before_code: bool = False
    flag: str = ""
    """Its name as an option, where that is not the field's."""
    one_of: str = ""
    """What completes it: `prioridad`, `motivo`, `plantilla`, `acto` or `peligro`."""
    unless: str = ""
    """Another field: where that was given, this one may be left empty."""
    on_no: str = ""
    """What a no to it means, where the act cannot go on then."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What an action works on. The cases are locked until the transaction ends."""

    session: AsyncSession
    case: Aporte
    others: Mapping[Code, Aporte]
    by: Operator
    now: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What people must know. `to` narrows it to some; else everybody behind the case is told."""

    text: str
    offers: tuple[Offer, ...] = ()
    to: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action leaves behind, beside the fields it changed."""

    note: str = ""
    details: JsonDict = field(default_factory=dict)
    notice: Notice | None = None
    undoes: JournalEntry | None = None


class Action(ABC):
    """One verb with what was said. Subclasses are frozen dataclasses."""

    verb: ClassVar[Verb]
    """What the journal calls it."""
    done: ClassVar[str]
    """How it is said once it is done, between the code of the case and the note."""
    help: ClassVar[str]
    example: ClassVar[str]
    states: ClassVar[frozenset[AporteState]] = OPEN
    """Where a case must stand for it."""
    is_undoable: ClassVar[bool] = True
    """False where words were said to people: those cannot be taken back."""

    asks_author: ClassVar[bool] = False
    """Whether only whoever told the case hears of it."""

    def others(self) -> tuple[Code, ...]:
        """Further cases it needs, which are locked and must be free too."""
        return ()

    @classmethod
    def may_pass_holder(cls, by: Operator) -> bool:  # noqa: ARG003 for those that override it
        """Whether it may be done on a case that somebody else has."""
        return False

    def preview(self) -> str:
        """What people will be told, if it cannot be taken back."""
        return ""

    async def doubts(self, session: AsyncSession, case: Aporte) -> tuple[str, ...]:  # noqa: ARG002 for those that override it
        """What somebody should look at before it is done; empty if nothing speaks against it."""
        return ()

    @abstractmethod
    async def apply(self, scene: Scene) -> Outcome:
        """Change the case, or refuse with RefusedError; `perform` journals what it changes."""


def all_actions() -> dict[str, type[Action]]:
    """Every one there is, by the name of its module, which is that of its command."""
    found = plugins.discover(sys.modules[__name__])
    return {module.__name__.rpartition(".")[2]: module.ACTION for module in found}


async def check(session: AsyncSession, action: type[Action], code: Code, *, by: Operator) -> Aporte:
    """The case as it may be acted on; the error says why `perform` would refuse."""
    _check_may_act(by)
    case = await get_told(session, code)
    await _check_free(session, case, by, action)
    await _check_state(session, case, action)
    return case


async def doubts_of(session: AsyncSession, action: Action, code: Code) -> tuple[str, ...]:
    """What speaks against doing this to this case; see `Action.doubts`."""
    return await action.doubts(session, await get_told(session, code))


async def get_told(session: AsyncSession, code: Code) -> Aporte:
    """The aporte with this code, to be acted on and not shown; NotFoundError."""
    return (await _rows(session, sa.select(Aporte), [code]))[code]


async def perform(
    session: AsyncSession, action: Action, code: Code, *, by: Operator, now: datetime
) -> JournalEntry:
    """Do one act of triage in this transaction: locked, checked, applied, journaled, told once."""
    _check_may_act(by)
    await queue_up(session, "index")  # before any case is locked, as whoever tells one does
    cases = await _locked(session, [code, *action.others()])
    case = cases[code]
    for each in cases.values():
        await _check_free(session, each, by, type(action))
    await _check_state(session, case, type(action))
    before = await snapshots.take(session, case)
    others = {other: cases[other] for other in action.others()}
    outcome = await action.apply(Scene(session, case, others, by, now))
    if before["state"] == AporteState.RECIBIDO and case.state is not AporteState.RECIBIDO:
        case.assigned_to_id = None
    await session.flush()
    old, new = snapshots.changes(before, await snapshots.take(session, case))
    if old:
        case.updated_at = now
    if not _MOVES.isdisjoint(old):
        await settle(session, case, now=now)
    entry = record(
        session,
        action.verb,
        About(aporte_id=case.id),
        now=now,
        operator_id=by.id,
        note=outcome.note,
        before=old,
        after=outcome.details | new,
    )
    await session.flush()
    if outcome.undoes is not None:
        outcome.undoes.undone_by_id = entry.id
    await _remember_answer(session, case, entry, outcome.undoes)
    if outcome.notice is not None:
        await _tell(session, case, outcome.notice, key=notice_key(entry), now=now)
    return entry


async def _remember_answer(
    session: AsyncSession, case: Aporte, entry: JournalEntry, undone: JournalEntry | None
) -> None:
    """Keep with the case what answered it last; once that is undone, the one before holds again."""
    if entry.verb in ANSWERS:
        case.answered_with, case.answered_at = entry.verb, entry.at
    elif undone is not None and undone.verb in ANSWERS:
        last = await session.scalar(
            sa.select(JournalEntry)
            .where(
                JournalEntry.aporte_id == case.id,
                JournalEntry.verb.in_(ANSWERS),
                JournalEntry.undone_by_id.is_(None),
            )
            .order_by(JournalEntry.id.desc())
            .limit(1)
        )
        case.answered_with = last.verb if last else None
        case.answered_at = last.at if last else None


def notice_key(entry: JournalEntry) -> str:
    """The key under which an act's message is posted, before `:` and the person's id."""
    return f"acto:{entry.id}"


async def count_told(session: AsyncSession, entry: JournalEntry) -> int:
    """How many people an act posted a message to."""
    if entry.aporte_id is None:
        return 0
    people = await followers_of(session, entry.aporte_id)
    keys = [f"{notice_key(entry)}:{person.id}" for person, _ in people]
    count = sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.key.in_(keys))
    return await session.scalar(count) or 0


async def _locked(session: AsyncSession, codes: list[Code]) -> dict[Code, Aporte]:
    """The cases, locked in one order for everybody, as they are at this instant."""
    fresh = sa.select(Aporte).with_for_update().execution_options(populate_existing=True)
    return await _rows(session, fresh, codes)


async def _rows(
    session: AsyncSession, query: sa.Select[Aporte], codes: Sequence[Code]
) -> dict[Code, Aporte]:
    rows = await session.scalars(query.where(Aporte.code.in_(codes)).order_by(Aporte.id))
    found = {Code(row.code): row for row in rows}
    for code in codes:
        if code not in found:
            raise NotFoundError(f"No hay ningún aporte con el código {spoken(code)}.")
    return found


def _check_may_act(by: Operator) -> None:
    if not access.may(by, Grant.ATENDER):
        raise RefusedError(
            f"La cuenta «{by.username}» no puede actuar sobre los casos: "
            "eso les toca al Equipo Técnico y a la Secretaría Técnica."
        )


async def _check_free(
    session: AsyncSession, case: Aporte, by: Operator, action: type[Action]
) -> None:
    if case.assigned_to_id in {None, by.id} or action.may_pass_holder(by):
        return
    holder = await session.get_one(Operator, case.assigned_to_id)
    raise TakenError(
        f"{spoken(case.code)} lo tiene {holder.name} ({holder.username}). "
        "Pídale que lo suelte, o siga con otro caso."
    )


async def _check_state(session: AsyncSession, case: Aporte, action: type[Action]) -> None:
    if case.state in action.states:
        return
    code = spoken(case.code)
    match case.state:
        case AporteState.FUSIONADO:
            root = await session.get_one(Aporte, case.merged_into_id)
            why = (
                f"{code} está unido a {spoken(root.code)}. Actúe sobre ese, "
                f"o sepárelo con: ayni separar {code}"
            )
        case AporteState.RETIRADO:
            why = f"{code} lo retiró su autor; ya no se puede actuar sobre él."
        case AporteState.RECIBIDO:
            why = f"{code} está en la cola, sin revisar: «{action.verb}» no le corresponde."
        case state:
            why = (
                f"{code} ya salió de la cola (estado: {state}). "
                f"Para volver atrás: ayni deshacer {code}"
            )
    raise RefusedError(why)


async def _tell(
    session: AsyncSession, case: Aporte, notice: Notice, *, key: str, now: datetime
) -> None:
    people = await followers_of(session, case.id)
    told = [each for each in people if notice.to is None or each[0].id in notice.to]
    await tell(session, told, Outgoing(notice.text, offers=notice.offers), key=key, now=now)
