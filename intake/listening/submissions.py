"""The whole intake on one screen: submit, join, correct, withdraw, look up."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import AlreadyTriagedError, NotFoundError, RefusedError
from intake.kinds import CLOSED_TO_OTHERS, Actor, AporteState, Subject, TagSource
from intake.listening import people
from intake.listening.commands import (
    Correct,
    Found,
    Join,
    Joined,
    ListMine,
    LookUp,
    Mine,
    Submit,
    Submitted,
    Withdraw,
)
from intake.listening.followers import count_followers
from intake.listening.settling import settle, settle_new, settle_words
from intake.listening.views import views
from intake.reading import tagging, taxonomy
from intake.reading.rules.language import hear
from intake.reading.rules.tags import Vocabulary
from intake.store import merges
from intake.store.free_codes import free_code
from intake.store.journal import About, record
from intake.store.models import Aporte, Attachment, Follower, Person
from intake.store.verbs import Verb
from intake.words.calendar import add_working_days, lima_date
from intake.words.sentences import refusal


async def submit(
    session: AsyncSession,
    command: Submit,
    person: Person,
    *,
    vocabulary: Vocabulary,
    answer_days: int,
    now: datetime,
) -> Submitted:
    """Register an aporte: tagged, findable, followed by its author, written in the journal."""
    code = await free_code(session)  # before anything waits to be written
    await people.consent(
        session,
        person,
        Subject.DATOS,
        granted=True,
        version=command.consent_version,
        message_id=command.message_id,
        now=now,
    )
    person.actor = command.actor
    person.ubigeo = command.ubigeo or person.ubigeo
    heard = hear(command.text)
    aporte = Aporte(
        code=code,
        author_id=person.id,
        kind=command.kind,
        text=command.text,
        ubigeo=command.ubigeo,
        place_text=command.place_text,
        affected=command.affected,
        actor=command.actor,
        state=AporteState.RECIBIDO,
        needs_interpreter=heard.needs_interpreter,
        tongue=heard.tongue or "",
        created_at=now,
        updated_at=now,
        answer_by=add_working_days(lima_date(now), answer_days),
    )
    session.add(aporte)
    await session.flush()
    session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    about = About(aporte_id=aporte.id, person_id=person.id)
    record(session, Verb.CONTAR, about, now=now, after=_fields(aporte))
    await _keep_attachments(session, aporte.id, person.id, command.attachments)
    await settle_new(session, aporte, vocabulary, now=now)
    return Submitted(aporte.code, aporte.answer_by)


async def join(
    session: AsyncSession,
    command: Join,
    person: Person,
    *,
    answer_days: int,
    vocabulary: Vocabulary | None = None,
    now: datetime,
) -> Joined:
    """Stand behind an open aporte that others may know of; joining twice is joining once.

    Who joins while it waits is owed the answer from that day on: the date that its author was
    given may be gone. Who joins later is told how it stands.
    """
    aporte = await get_aporte(session, command.code)
    is_new = await session.get(Follower, (aporte.id, person.id)) is None
    await _check_joinable(session, aporte, command.words if is_new else "", vocabulary)
    await people.consent(
        session,
        person,
        Subject.DATOS,
        granted=True,
        version=command.consent_version,
        message_id=command.message_id,
        now=now,
    )
    if is_new:
        session.add(
            Follower(
                aporte_id=aporte.id,
                person_id=person.id,
                joined_at=now,
                words=command.words or None,
                answer_by=add_working_days(lima_date(now), answer_days),
            )
        )
        about = About(aporte_id=aporte.id, person_id=person.id)
        record(session, Verb.UNIRSE, about, now=now)
    await _keep_attachments(session, aporte.id, person.id, command.attachments)
    await session.flush()
    (view,) = await views(session, [aporte], person)
    is_waiting = (view.root_state or view.state) is AporteState.RECIBIDO
    voices = view.glimpse.people if view.glimpse else 1
    return Joined(aporte.code, voices, view.answer_by if is_waiting else None, view)


async def _check_joinable(
    session: AsyncSession, aporte: Aporte, words: str, vocabulary: Vocabulary | None
) -> None:
    """RefusedError where it is closed or not for others, or the words are to be kept apart."""
    chain = (await merges.chains_of(session, [aporte]))[aporte.id]
    if chain[-1].state in CLOSED_TO_OTHERS:
        raise RefusedError(refusal("ya_cerrado"))
    if not all(each.may_be_known for each in chain):
        raise RefusedError(refusal("no_se_unen"))
    vocabulary = vocabulary or await taxonomy.current(session)
    topics = [tag.priority for tag in vocabulary.tag(words)]
    if await tagging.signs_in(session, (words,), topics, vocabulary):
        raise RefusedError(refusal("delicado"))


async def correct(
    session: AsyncSession,
    command: Correct,
    person: Person,
    *,
    vocabulary: Vocabulary,
    now: datetime,
) -> None:
    """Change one's own aporte; what it said before stays in the journal."""
    aporte = await _mine_and_open(session, command.code, person)
    before = _fields(aporte)
    aporte.kind = command.kind
    if command.text != aporte.text:  # the same words stay as an operator marked them
        heard = hear(command.text)
        aporte.needs_interpreter, aporte.tongue = heard.needs_interpreter, heard.tongue or ""
        if not aporte.restricted:
            aporte.restricted_by = TagSource.AUTOMATICA
    aporte.text = command.text
    aporte.ubigeo = command.ubigeo
    aporte.place_text = command.place_text
    aporte.affected = command.affected
    aporte.actor = command.actor
    aporte.updated_at = now
    await session.flush()
    await settle_words(session, aporte, vocabulary, now=now)
    after = _fields(aporte)
    changed = {name for name in after if before[name] != after[name]}
    record(
        session,
        Verb.CORREGIR,
        About(aporte_id=aporte.id, person_id=person.id),
        now=now,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


async def withdraw(
    session: AsyncSession, command: Withdraw, person: Person, *, now: datetime
) -> None:
    """Take one's own aporte back. Where others joined, it stays theirs and the author leaves."""
    aporte = await get_aporte(session, command.code)
    follower = await session.get(Follower, (aporte.id, person.id))
    if follower is None:
        raise NotFoundError(refusal("aporte_ajeno"))
    others = (await count_followers(session, [aporte.id])).get(aporte.id, 1) - 1
    if aporte.author_id == person.id and not others:
        await _mine_and_open(session, command.code, person)
        aporte.state = AporteState.RETIRADO
        aporte.assigned_to_id = None
        aporte.updated_at = now
        await settle(session, aporte, now=now)
    else:
        await session.delete(follower)
    await session.flush()
    record(
        session,
        Verb.RETIRAR,
        About(aporte_id=aporte.id, person_id=person.id),
        now=now,
        after={"state": aporte.state.value, "others": others},
    )


async def list_mine(
    session: AsyncSession,
    _: ListMine,
    person: Person,
    *,
    vocabulary: Vocabulary | None = None,
    limit: int = 8,
) -> Mine:
    """The newest aportes a person told or joined, withdrawn ones left out."""
    aportes = await session.scalars(
        sa.select(Aporte)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .where(Follower.person_id == person.id, Aporte.state != AporteState.RETIRADO)
        .order_by(Aporte.id.desc())
        .limit(limit)
    )
    return Mine(await views(session, list(aportes), person, vocabulary=vocabulary))


async def look_up(
    session: AsyncSession,
    command: LookUp,
    person: Person,
    *,
    vocabulary: Vocabulary | None = None,
) -> Found:
    """What may be known of an aporte by whoever has its code."""
    aporte = await _find_aporte(session, command.code)
    is_gone = aporte is not None and aporte.state is AporteState.RETIRADO
    if aporte is None or (is_gone and aporte.author_id != person.id):
        return Found(None)
    (view,) = await views(session, [aporte], person, vocabulary=vocabulary)
    return Found(view)


async def get_aporte(session: AsyncSession, code: str) -> Aporte:
    """The aporte with this code; NotFoundError if there is none."""
    aporte = await _find_aporte(session, code)
    if aporte is None:
        raise NotFoundError(refusal("aporte_desconocido"))
    return aporte


async def _find_aporte(session: AsyncSession, code: str) -> Aporte | None:
    return (await session.scalars(sa.select(Aporte).where(Aporte.code == code))).one_or_none()


async def _mine_and_open(session: AsyncSession, code: str, person: Person) -> Aporte:
    aporte = (
        await session.scalars(sa.select(Aporte).where(Aporte.code == code).with_for_update())
    ).one_or_none()
    if aporte is None or aporte.author_id != person.id:
        raise NotFoundError(refusal("aporte_ajeno"))
    if aporte.state is not AporteState.RECIBIDO:
        raise AlreadyTriagedError(refusal("ya_revisado"))
    return aporte


async def _keep_attachments(
    session: AsyncSession, aporte_id: int, person_id: int, attachments: tuple[int, ...]
) -> None:
    """Put a person's own attachments with the aporte."""
    if attachments:
        await session.execute(
            sa.update(Attachment)
            .where(Attachment.id.in_(attachments), Attachment.person_id == person_id)
            .values(aporte_id=aporte_id)
        )


def _fields(aporte: Aporte) -> dict[str, object]:
    """What the journal keeps of an aporte: its author may change these."""
    return {
        "kind": aporte.kind.value,
        "text": aporte.text,
        "ubigeo": aporte.ubigeo,
        "place_text": aporte.place_text,
        "affected": aporte.affected,
        "actor": Actor(aporte.actor).value,
    }
