"""The whole intake on one screen: submit, join, correct, withdraw, look up."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import needs, people, postings, tagging
from intake.commands import (
    AporteView,
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
from intake.decisions import decisions_of
from intake.errors import AlreadyTriagedError, NotFoundError, RefusedError
from intake.followers import count_followers
from intake.free_codes import free_code
from intake.journal import record
from intake.kinds import Actor, AporteState, Subject, TagSource
from intake.models import Aporte, Attachment, Ficha, Follower, NecesidadMember, Person
from intake.rules.calendar import add_working_days, lima_date
from intake.rules.language import hear
from intake.rules.tags import Vocabulary


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
        needs_interpreter=hear(command.text).needs_interpreter,
        created_at=now,
        updated_at=now,
        answer_by=add_working_days(lima_date(now), answer_days),
    )
    session.add(aporte)
    await session.flush()
    session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    topics = tagging.tag_new(session, aporte, vocabulary)
    record(
        session, "contar", now=now, aporte_id=aporte.id, person_id=person.id, after=_fields(aporte)
    )
    await _keep_attachments(session, aporte.id, person.id, command.attachments)
    await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics)
    await session.flush()  # the next of this batch must find it whole
    await needs.place(session, aporte, now=now)
    return Submitted(aporte.code, aporte.answer_by)


async def join(
    session: AsyncSession, command: Join, person: Person, *, answer_days: int, now: datetime
) -> Joined:
    """Stand behind an open aporte; joining twice is joining once.

    Who joins while it waits is owed the answer from that day on: the date that its author was
    given may be gone. Who joins later is told how it stands.
    """
    aporte = await get_aporte(session, command.code)
    if aporte.state in {AporteState.RETIRADO, AporteState.DESCARTADO}:
        raise RefusedError("Ese aporte ya está cerrado. Puedes registrar el tuyo como uno nuevo.")
    await people.consent(
        session,
        person,
        Subject.DATOS,
        granted=True,
        version=command.consent_version,
        message_id=command.message_id,
        now=now,
    )
    if await session.get(Follower, (aporte.id, person.id)) is None:
        session.add(
            Follower(
                aporte_id=aporte.id,
                person_id=person.id,
                joined_at=now,
                words=command.words or None,
                answer_by=add_working_days(lima_date(now), answer_days),
            )
        )
        record(session, "unirse", now=now, aporte_id=aporte.id, person_id=person.id)
    await _keep_attachments(session, aporte.id, person.id, command.attachments)
    await session.flush()
    (view,) = await views(session, [aporte], person)
    is_waiting = (view.root_state or view.state) is AporteState.RECIBIDO
    return Joined(aporte.code, view.voices, view.answer_by if is_waiting else None, view)


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
    await postings.unindex(session, aporte.id)
    aporte.kind = command.kind
    if command.text != aporte.text:  # the same words stay as an operator marked them
        aporte.needs_interpreter = hear(command.text).needs_interpreter
    aporte.text = command.text
    aporte.ubigeo = command.ubigeo
    aporte.place_text = command.place_text
    aporte.affected = command.affected
    aporte.actor = command.actor
    aporte.updated_at = now
    await session.flush()
    topics = await tagging.retag(session, aporte, vocabulary)
    await postings.index(session, aporte.id, aporte.text, aporte.ubigeo, topics)
    await needs.follow(session, aporte, now=now)
    after = _fields(aporte)
    changed = {name for name in after if before[name] != after[name]}
    record(
        session,
        "corregir",
        now=now,
        aporte_id=aporte.id,
        person_id=person.id,
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
        raise NotFoundError(
            "Ese código no está entre tus aportes. Escribe «mis aportes» para verlos."
        )
    others = (await count_followers(session, [aporte.id])).get(aporte.id, 1) - 1
    if aporte.author_id == person.id and not others:
        await _mine_and_open(session, command.code, person)
        await postings.unindex(session, aporte.id)
        aporte.state = AporteState.RETIRADO
        aporte.assigned_to_id = None
        aporte.updated_at = now
        await session.flush()
        await needs.follow(session, aporte, now=now)
    else:
        await session.delete(follower)
    await session.flush()
    record(
        session,
        "retirar",
        now=now,
        aporte_id=aporte.id,
        person_id=person.id,
        after={"state": aporte.state.value, "others": others},
    )


async def list_mine(session: AsyncSession, _: ListMine, person: Person, *, limit: int = 8) -> Mine:
    """The newest aportes a person told or joined, withdrawn ones left out."""
    aportes = await session.scalars(
        sa.select(Aporte)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .where(Follower.person_id == person.id, Aporte.state != AporteState.RETIRADO)
        .order_by(Aporte.id.desc())
        .limit(limit)
    )
    return Mine(await views(session, list(aportes), person))


async def look_up(session: AsyncSession, command: LookUp, person: Person) -> Found:
    """What may be known of an aporte by whoever has its code."""
    aporte = await _find_aporte(session, command.code)
    if aporte is None:
        return Found(None)
    (view,) = await views(session, [aporte], person)
    return Found(view)


async def views(
    session: AsyncSession, aportes: list[Aporte], person: Person, *, open_text: bool = False
) -> tuple[AporteView, ...]:
    """How `person` may see these, in order. Others' words are shown with `open_text` alone."""
    chains = await _chains(session, aportes)
    roots = {aporte_id: chain[-1] for aporte_id, chain in chains.items()}
    voices = await count_followers(session, {root.id for root in roots.values()})
    followed = await _promised(session, aportes, person)
    fichas = await _fichas(session, chains)
    decided = await decisions_of(session, {each.necesidad_id for each in fichas.values()})
    return tuple(
        AporteView(
            code=aporte.code,
            kind=aporte.kind,
            text=aporte.text if open_text or aporte.id in followed else "",
            ubigeo=aporte.ubigeo,
            place_text=aporte.place_text,
            affected=aporte.affected if aporte.author_id == person.id else "",
            actor=aporte.actor,
            state=aporte.state,
            root_state=roots[aporte.id].state if aporte.merged_into_id else None,
            stage=fichas[aporte.id].stage if aporte.id in fichas else None,
            is_prioritised=aporte.id in fichas and fichas[aporte.id].prioritised_at is not None,
            is_declined=aporte.id in fichas and decided[fichas[aporte.id].necesidad_id].is_declined,
            voices=voices.get(roots[aporte.id].id, 0),
            answer_by=_owed_by(aporte, roots[aporte.id], followed.get(aporte.id)),
            is_mine=aporte.author_id == person.id,
            is_followed=aporte.id in followed,
            may_change=aporte.author_id == person.id and aporte.state is AporteState.RECIBIDO,
        )
        for aporte in aportes
    )


def _owed_by(aporte: Aporte, root: Aporte, joined: date | None) -> date:
    """The last date they were given: on telling it, on joining, or when it was opened again."""
    return max(filter(None, (aporte.answer_by, root.answer_by, joined)))


async def _promised(
    session: AsyncSession, aportes: list[Aporte], person: Person
) -> dict[int, date | None]:
    """Of those that they follow: the date they were given when they joined, if they joined."""
    rows = await session.execute(
        sa.select(Follower.aporte_id, Follower.answer_by).where(
            Follower.person_id == person.id,
            Follower.aporte_id.in_([aporte.id for aporte in aportes]),
        )
    )
    return {row.aporte_id: row.answer_by for row in rows}


async def _chains(session: AsyncSession, aportes: list[Aporte]) -> dict[int, list[Aporte]]:
    """Each with all that it was merged into, one after the other; itself alone where it was not."""
    chains = {aporte.id: [aporte] for aporte in aportes}
    for chain in chains.values():
        while (above := chain[-1].merged_into_id) is not None:
            chain.append(await session.get_one(Aporte, above))
    return chains


async def _fichas(session: AsyncSession, chains: dict[int, list[Aporte]]) -> dict[int, Ficha]:
    """The necesidad of the Lab behind which each counts (see voices), the nearest, if any."""
    rows = await session.execute(
        sa.select(NecesidadMember.aporte_id, Ficha)
        .join(Ficha, Ficha.necesidad_id == NecesidadMember.necesidad_id)
        .where(
            NecesidadMember.aporte_id.in_({each.id for chain in chains.values() for each in chain}),
            NecesidadMember.source == TagSource.OPERADOR,
        )
    )
    by_member = {row[0]: row[1] for row in rows}
    found = {}
    for aporte_id, chain in chains.items():
        is_open = chain[-1].state in needs.OPEN
        for each in chain:
            counts = each.state is AporteState.PRIORIZACION or (
                each.state is AporteState.FUSIONADO and is_open
            )
            if counts and each.id in by_member:
                found[aporte_id] = by_member[each.id]
                break
    return found


async def get_aporte(session: AsyncSession, code: str) -> Aporte:
    """The aporte with this code; NotFoundError where there is none."""
    aporte = await _find_aporte(session, code)
    if aporte is None:
        raise NotFoundError("No encontramos un aporte con ese código. Revisa letra por letra.")
    return aporte


async def _find_aporte(session: AsyncSession, code: str) -> Aporte | None:
    return (await session.scalars(sa.select(Aporte).where(Aporte.code == code))).one_or_none()


async def _mine_and_open(session: AsyncSession, code: str, person: Person) -> Aporte:
    aporte = (
        await session.scalars(sa.select(Aporte).where(Aporte.code == code).with_for_update())
    ).one_or_none()
    if aporte is None or aporte.author_id != person.id:
        raise NotFoundError(
            "Ese código no está entre tus aportes. Escribe «mis aportes» para verlos."
        )
    if aporte.state is not AporteState.RECIBIDO:
        raise AlreadyTriagedError
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


def _fields(aporte: Aporte) -> dict[str, Any]:
    """What the journal keeps of an aporte: its author may change these."""
    return {
        "kind": aporte.kind.value,
        "text": aporte.text,
        "ubigeo": aporte.ubigeo,
        "place_text": aporte.place_text,
        "affected": aporte.affected,
        "actor": Actor(aporte.actor).value,
    }
