"""One case as an operator reads it: what was told, who stands behind it, what was done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from intake.errors import NotFoundError
from intake.ids import Code
from intake.listening.followers import Voices, count_voices
from intake.reading import tagging, taxonomy
from intake.reading.rules.reader import Reader as MessageReader
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching
from intake.sameness.matching import Similar
from intake.sameness.rules.scorecard import Scorecard
from intake.store import merges
from intake.store.access import Grant
from intake.store.journal import Content, content_of
from intake.store.models import (
    Aporte,
    AporteTag,
    Attachment,
    Follower,
    JournalEntry,
    Operator,
    Person,
    Question,
)
from intake.store.reader import Reader
from intake.store.verbs import LOOKING
from intake.words.codes import SAMPLE, find_code, spoken
from intake.words.identifiers import masked, masked_together


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that may tell the same, and why it may."""

    aporte: Aporte
    similar: Similar


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the journal, what it says, and the names of who and of which case."""

    entry: JournalEntry
    content: Content
    username: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything there is about one case."""

    aporte: Aporte
    author: Person
    voices: Voices
    holder: Operator | None
    root: Aporte | None
    """What it was merged into."""
    merged: Sequence[Aporte]
    """What was merged into it, at any depth."""
    words: Sequence[str]
    """What those who joined had written."""
    tags: Sequence[AporteTag]
    attachments: Sequence[Attachment]
    questions: Sequence[Question]
    alike: Sequence[Alike]
    signs: Sequence[str]
    """What speaks for reserving it."""
    acts: Sequence[Act]
    message_reader: MessageReader
    """Who says what its words may be."""
    shows_personal_data: bool
    """Whether a DNI, a telephone or a name is shown as it was written."""

    def said(self, text: str) -> str:
        """What somebody wrote in it, as it is shown: masked, unless a reason was given."""
        return text if self.shows_personal_data else masked(text)

    def written(self) -> tuple[str, str, str]:
        """What is told, whom it touches and where, as they are shown.

        They are masked together: somebody may begin a number in one answer and end it in the next.
        """
        parts = (self.aporte.text, self.aporte.affected, self.aporte.place_text)
        if self.shows_personal_data:
            return parts
        text, affected, place_text = masked_together(parts)
        return text, affected, place_text


def read_code(typed: str) -> Code:
    """The code as it is stored, however it was typed; NotFoundError if it cannot be one."""
    code = find_code(typed)
    if code is None:
        raise NotFoundError(
            f"«{typed}» no es un código de aporte: son seis letras y números, como "
            f"{spoken(SAMPLE)}, y la última comprueba a las otras. Vea si alguna está mal copiada."
        )
    return code


async def get_case(session: AsyncSession, code: Code, reader: Reader) -> Aporte:
    """The aporte with this code, for whoever may read it; NotFoundError if there is none.

    Whoever shows it writes that down: with `open_case`, or with what `reader` wrote.
    """
    aporte = await _find(session, code)
    reader.check_case(aporte)
    return aporte


async def get_id(session: AsyncSession, code: Code) -> int:
    """The number of the aporte with this code; NotFoundError. It says nothing of what was told."""
    return (await _find(session, code)).id


async def _find(session: AsyncSession, code: Code) -> Aporte:
    aporte = await session.scalar(sa.select(Aporte).where(Aporte.code == code))
    if aporte is None:
        raise NotFoundError(f"No hay ningún aporte con el código {spoken(code)}.")
    return aporte


async def open_case(
    session: AsyncSession,
    aporte: Aporte,
    reader: Reader,
    *,
    alike: int = 3,
    scorecard: Scorecard | None = None,
    unmasked_because: str = "",
) -> CaseFile:
    """The whole file; at most `alike` others that may tell the same, by the scorecard given.

    Personal data is shown only with the reason why, which the journal keeps; RefusedError for
    whoever may not see it.
    """
    reader.check_case(aporte)
    if unmasked_because:
        reader.check(Grant.DATOS)
    file = await _file(session, aporte, alike=alike, scorecard=scorecard)
    file = replace(file, shows_personal_data=bool(unmasked_because))
    for each in file.merged:  # the words of each are among those of the group
        reader.check_case(each)
    alike_shown = [each.aporte for each in file.alike if not each.aporte.restricted]
    note = f"datos personales a la vista: {unmasked_because}" if unmasked_because else ""
    reader.wrote(session, note, cases=[aporte, *file.merged, *alike_shown], of=aporte)
    return file


async def _file(
    session: AsyncSession, aporte: Aporte, *, alike: int, scorecard: Scorecard | None
) -> CaseFile:
    members = await merges.ids_below(session, aporte.id)
    vocabulary = await taxonomy.current(session)
    holder, root = aporte.assigned_to_id, aporte.merged_into_id
    return CaseFile(
        aporte=aporte,
        author=await session.get_one(Person, aporte.author_id),
        voices=(await count_voices(session, [aporte.id])).get(aporte.id, Voices()),
        holder=await session.get_one(Operator, holder) if holder else None,
        root=await session.get_one(Aporte, root) if root else None,
        merged=list(
            await session.scalars(
                sa.select(Aporte)
                .where(Aporte.id.in_(members), Aporte.id != aporte.id)
                .order_by(Aporte.id)
            )
        ),
        words=list(
            await session.scalars(
                sa.select(Follower.words)
                .where(Follower.aporte_id.in_(members), Follower.words.is_not(None))
                .order_by(Follower.joined_at)
            )
        ),
        tags=list(
            await session.scalars(
                sa.select(AporteTag)
                .where(AporteTag.aporte_id == aporte.id)
                .order_by(AporteTag.accepted.desc(), AporteTag.score.desc(), AporteTag.priority)
            )
        ),
        attachments=await _attachments(session, members),
        questions=list(
            await session.scalars(
                sa.select(Question).where(Question.aporte_id == aporte.id).order_by(Question.id)
            )
        ),
        alike=await _alike(session, aporte, members, alike, scorecard, vocabulary),
        signs=await _signs(session, aporte, vocabulary),
        acts=await _acts(session, aporte_ids=members),
        message_reader=vocabulary.reader,
        shows_personal_data=False,
    )


async def attachments_of(session: AsyncSession, aporte: Aporte, reader: Reader) -> list[Attachment]:
    """The files of a case and of what was merged into it, as they came, without their bytes."""
    reader.check_case(aporte)
    found = await _attachments(session, await merges.ids_below(session, aporte.id))
    reader.wrote(session, f"adjuntos en lista: {len(found)}", cases=[aporte], of=aporte)
    return found


async def contents_of(
    session: AsyncSession, aporte: Aporte, reader: Reader
) -> list[tuple[Attachment, bytes | None]]:
    """The same with their bytes, to be copied out; None if they did not come yet."""
    reader.check_case(aporte)
    found = await _attachments(session, await merges.ids_below(session, aporte.id))
    wanted = sa.select(Attachment.id, Attachment.content).where(
        Attachment.id.in_([each.id for each in found])
    )
    contents = {row.id: row.content for row in await session.execute(wanted)}
    reader.wrote(session, f"adjuntos copiados: {len(found)}", cases=[aporte], of=aporte)
    return [(each, contents[each.id]) for each in found]


async def _attachments(session: AsyncSession, aporte_ids: Sequence[int]) -> list[Attachment]:
    return list(
        await session.scalars(
            sa.select(Attachment)
            .where(Attachment.aporte_id.in_(aporte_ids))
            .order_by(Attachment.id)
        )
    )


async def history(
    session: AsyncSession,
    reader: Reader,
    *,
    code: Code | None = None,
    operator_id: int | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> list[Act]:
    """The newest `limit` entries of the journal, oldest first. Empty filters do not narrow.

    What people wrote, and what was written to them, is left out for whoever may not read it.
    """
    reader.check(Grant.HISTORIAL)
    case = await _find(session, code) if code else None
    acts = await _acts(
        session,
        aporte_ids=await merges.ids_below(session, case.id) if case else None,
        operator_id=operator_id,
        since=since,
        limit=limit,
    )
    ids = {act.entry.aporte_id for act in acts} - {None}
    rows = await session.scalars(sa.select(Aporte).where(Aporte.id.in_(ids)))
    aportes = {row.id: row for row in rows}
    shown = []
    seen: dict[int, Aporte] = {}
    for act in acts:
        about = aportes.get(act.entry.aporte_id or 0)
        if not _holds_words(act.entry):
            shown.append(act)
        elif not _may_read(reader, about):
            shown.append(replace(act, content=_without_words(act.content)))
        else:
            shown.append(act)
            if about is not None:
                seen[about.id] = about
    note = f"anotaciones del historial: {len(acts)}"
    reader.wrote(session, note, cases=list(seen.values()), of=case)
    return shown


def _may_read(reader: Reader, about: Aporte | None) -> bool:
    """Whether they may read the words of an entry: of its case, or of a person without one."""
    return reader.may(Grant.CONTACTOS) if about is None else reader.may_read(about)


_CLOSED = frozenset({"state", "assigned_to_id", "merged_into_id", "needs_interpreter", "role"})
"""What an entry says changed, in words of ours alone."""


def _holds_words(entry: JournalEntry) -> bool:
    """Whether it may hold what a person wrote, or what was written to one: all but a few do."""
    concerns_people = entry.aporte_id is not None or entry.person_id is not None
    return concerns_people and entry.verb != LOOKING


def _without_words(content: Content) -> Content:
    """Only which fields of ours changed, and how."""
    return Content(
        note="",
        before={key: value for key, value in content.before.items() if key in _CLOSED},
        after={key: value for key, value in content.after.items() if key in _CLOSED},
    )


async def _acts(
    session: AsyncSession,
    *,
    aporte_ids: Sequence[int] | None = None,
    operator_id: int | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> list[Act]:
    query = (
        sa.select(JournalEntry, Operator.username, Aporte.code)
        .outerjoin(Operator, Operator.id == JournalEntry.operator_id)
        .outerjoin(Aporte, Aporte.id == JournalEntry.aporte_id)
        .options(selectinload(JournalEntry.words))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    if aporte_ids is not None:
        query = query.where(JournalEntry.aporte_id.in_(aporte_ids))
    if operator_id is not None:
        query = query.where(JournalEntry.operator_id == operator_id)
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    rows = (await session.execute(query)).all()
    return [
        Act(entry, content_of(entry), username, code) for entry, username, code in reversed(rows)
    ]


async def _signs(session: AsyncSession, aporte: Aporte, vocabulary: Vocabulary) -> tuple[str, ...]:
    standing = await session.scalars(
        sa.select(AporteTag.priority).where(
            AporteTag.aporte_id == aporte.id, AporteTag.accepted.is_(True)
        )
    )
    added = await tagging.added_words(session, aporte.id)
    return await tagging.signs_of(session, aporte, set(standing), vocabulary, added)


async def _alike(
    session: AsyncSession,
    aporte: Aporte,
    members: Sequence[int],
    limit: int,
    scorecard: Scorecard | None,
    vocabulary: Vocabulary,
) -> list[Alike]:
    """Its own group is left out; asked for a few more, to fill up what that takes away."""
    found = await matching.similar_to(
        session,
        aporte,
        limit=limit + len(members),
        vocabulary=vocabulary,
        scorecard=scorecard,
    )
    others = [each for each in found if each.aporte_id not in members and each.outcome != "new"][
        :limit
    ]
    rows = await session.scalars(
        sa.select(Aporte).where(Aporte.id.in_([each.aporte_id for each in others]))
    )
    by_id = {row.id: row for row in rows}
    return [Alike(by_id[each.aporte_id], each) for each in others if each.aporte_id in by_id]
