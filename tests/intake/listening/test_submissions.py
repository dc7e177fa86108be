"""Submit, join, correct, withdraw: what is kept, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.said import wording
from intake.errors import AlreadyTriagedError, NotFoundError, RefusedError
from intake.kinds import AporteState, Subject, TagSource
from intake.listening import submissions
from intake.listening.commands import Join, ListMine, LookUp, Withdraw
from intake.listening.followers import count_followers
from intake.listening.notices import state_in_words
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching
from intake.store.journal import content_of
from intake.store.models import Aporte, AporteTag, Attachment, Consent, JournalEntry, Person
from intake.words.calendar import add_working_days, lima_date
from tests.factories import a_person, an_aporte
from tests.intake.listening.submitted import SUBMIT, correction_of, submit


async def test_an_aporte_is_kept_whole_with_its_tags_consent_and_first_follower(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)

    receipt = await submit(session, person, now)

    aporte = await submissions.get_aporte(session, receipt.code)
    assert (aporte.text, aporte.ubigeo, aporte.state) == (
        SUBMIT.text,
        "210607",
        AporteState.RECIBIDO,
    )
    assert receipt.answer_by == aporte.answer_by == date(2027, 1, 8)
    assert await count_followers(session, [aporte.id]) == {aporte.id: 1}
    (consent,) = await session.scalars(sa.select(Consent))
    assert (consent.subject, consent.granted, consent.version, consent.message_id) == (
        Subject.DATOS,
        True,
        "2026-11",
        "m7",
    )
    tags = list(await session.scalars(sa.select(AporteTag.priority)))
    assert tags
    (entry,) = await session.scalars(sa.select(JournalEntry))
    assert (entry.verb, entry.person_id) == ("contar", person.id)


async def test_what_was_told_is_found_by_the_next_who_tells_it(
    session: AsyncSession, now: datetime
) -> None:
    receipt = await submit(session, await a_person(session, now), now)

    found = await matching.find_similar(
        session, "hace un mes no hay agua potable en mi comunidad", "210607", "problema", limit=3
    )

    aporte = await submissions.get_aporte(session, receipt.code)
    assert [each.aporte_id for each in found] == [aporte.id]
    assert found[0].outcome != "new"
    assert found[0].reasons


async def test_joining_twice_is_joining_once(session: AsyncSession, now: datetime) -> None:
    aporte = await an_aporte(session, now)
    person = await a_person(session, now)
    command = Join(aporte.code, "a nosotros también", (), "2026-11", "m1")

    for _ in range(2):
        joined = await submissions.join(session, command, person, answer_days=30, now=now)

    assert joined.voices == 2


@pytest.mark.parametrize("state", [AporteState.RETIRADO, AporteState.DESCARTADO])
async def test_what_is_closed_is_not_joined(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    aporte = await an_aporte(session, now, state=state)

    with pytest.raises(RefusedError):
        await submissions.join(
            session,
            Join(aporte.code, "", (), "2026-11", "m1"),
            await a_person(session, now),
            answer_days=30,
            now=now,
        )


async def test_who_joins_late_is_given_a_date_from_that_day_and_sees_it_again(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)
    late = now + timedelta(days=90)
    assert aporte.answer_by < lima_date(late)
    person = await a_person(session, late)
    command = Join(aporte.code, "", (), "2026-11", "m1")

    joined = await submissions.join(session, command, person, answer_days=30, now=late)

    assert joined.answer_by == add_working_days(lima_date(late), 30)
    (mine,) = (await submissions.list_mine(session, ListMine(), person)).aportes
    assert mine.answer_by == joined.answer_by
    author = await session.get_one(Person, aporte.author_id)
    (theirs,) = (await submissions.list_mine(session, ListMine(), author)).aportes
    assert theirs.answer_by == aporte.answer_by


@pytest.mark.parametrize("state", [AporteState.PRIORIZACION, AporteState.DERIVADO])
async def test_who_joins_what_was_triaged_gets_no_date_but_how_it_stands(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    aporte = await an_aporte(session, now, state=state)
    command = Join(aporte.code, "", (), "2026-11", "m1")

    joined = await submissions.join(
        session, command, await a_person(session, now), answer_days=30, now=now
    )

    assert (joined.answer_by, joined.aporte.state) == (None, state)
    said = wording.joined(joined.code, joined.voices, joined.answer_by, joined.aporte)
    assert state_in_words(state, answer_by=aporte.answer_by) in said
    assert "a más tardar" not in said


async def test_a_correction_is_found_by_its_new_words_and_keeps_the_old_in_the_journal(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)

    await submissions.correct(
        session,
        correction_of(receipt.code, "El puente peatonal se cayó con la lluvia"),
        person,
        vocabulary=Vocabulary.builtin(),
        now=now,
    )

    by_old = await matching.find_similar(session, SUBMIT.text, "210607", "problema", limit=3)
    by_new = await matching.find_similar(
        session, "se cayó el puente", "210607", "problema", limit=3
    )
    assert not any("comparten" in why for each in by_old for why in each.reasons)
    assert "comparten: cayó, puente" in by_new[0].reasons
    newest = sa.select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)
    entry = await session.scalar(newest.options(selectinload(JournalEntry.words)))
    assert entry is not None
    assert entry.before == {}
    assert content_of(entry).before == {"text": SUBMIT.text, "affected": SUBMIT.affected}


async def test_after_triage_nothing_is_corrected_from_the_chat(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    aporte = await an_aporte(session, now, author=person, state=AporteState.PRIORIZACION)

    with pytest.raises(AlreadyTriagedError):
        await submissions.correct(
            session,
            correction_of(aporte.code, "otra cosa"),
            person,
            vocabulary=Vocabulary.builtin(),
            now=now,
        )


async def test_nobody_corrects_or_withdraws_what_is_not_theirs(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)
    stranger = await a_person(session, now)

    with pytest.raises(NotFoundError):
        await submissions.withdraw(session, Withdraw(aporte.code), stranger, now=now)
    with pytest.raises(NotFoundError):
        await submissions.correct(
            session,
            correction_of(aporte.code, "otra cosa"),
            stranger,
            vocabulary=Vocabulary.builtin(),
            now=now,
        )


async def test_what_is_withdrawn_is_found_no_more(session: AsyncSession, now: datetime) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)

    await submissions.withdraw(session, Withdraw(receipt.code), person, now=now)

    aporte = await submissions.get_aporte(session, receipt.code)
    assert aporte.state is AporteState.RETIRADO
    assert not await matching.find_similar(session, SUBMIT.text, "210607", "problema", limit=3)
    assert (await submissions.list_mine(session, ListMine(), person)).aportes == ()


async def test_what_others_joined_stays_theirs_when_its_author_leaves(
    session: AsyncSession, now: datetime
) -> None:
    author = await a_person(session, now)
    receipt = await submit(session, author, now)
    other = await a_person(session, now)
    await submissions.join(
        session, Join(receipt.code, "", (), "2026-11", "m1"), other, answer_days=30, now=now
    )

    await submissions.withdraw(session, Withdraw(receipt.code), author, now=now)

    aporte = await submissions.get_aporte(session, receipt.code)
    assert aporte.state is AporteState.RECIBIDO
    assert await count_followers(session, [aporte.id]) == {aporte.id: 1}


async def test_others_words_are_not_shown_to_whoever_has_the_code(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)

    found = await submissions.look_up(session, LookUp(aporte.code), await a_person(session, now))

    assert found.aporte is not None
    assert (found.aporte.text, found.aporte.affected, found.aporte.place_text) == ("", "", "")
    assert found.aporte.glimpse is not None
    assert found.aporte.glimpse.people == 1
    assert not found.aporte.may_change


async def test_what_was_merged_shows_what_became_of_the_whole(
    session: AsyncSession, now: datetime
) -> None:
    root = await an_aporte(session, now, state=AporteState.PRIORIZACION)
    middle = await an_aporte(session, now, state=AporteState.FUSIONADO)
    person = await a_person(session, now)
    own = await an_aporte(session, now, author=person, state=AporteState.FUSIONADO)
    own.merged_into_id, middle.merged_into_id = middle.id, root.id
    await session.flush()

    (view,) = (await submissions.list_mine(session, ListMine(), person)).aportes

    assert (view.state, view.root_state) == (AporteState.FUSIONADO, AporteState.PRIORIZACION)
    assert view.glimpse is not None
    assert view.glimpse.people == 3


async def test_a_safety_tag_of_an_operator_outlives_a_correction(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)
    aporte = await submissions.get_aporte(session, receipt.code)
    safety = next(each.id for each in Vocabulary.builtin().priorities if each.safety)
    session.add(
        AporteTag(
            aporte_id=aporte.id,
            priority=safety,
            source=TagSource.OPERADOR,
            accepted=True,
            score=1.0,
            words=[],
        )
    )
    await session.flush()

    await submissions.correct(
        session,
        correction_of(receipt.code, "El puente se cayó con la lluvia"),
        person,
        vocabulary=Vocabulary.builtin(),
        now=now,
    )

    assert aporte.restricted


async def test_an_unknown_code_is_nobodys(session: AsyncSession, now: datetime) -> None:
    found = await submissions.look_up(session, LookUp("7R4C6H"), await a_person(session, now))

    assert found.aporte is None


async def test_nobody_takes_another_persons_attachment(
    session: AsyncSession, now: datetime
) -> None:
    owner, thief = await a_person(session, now), await a_person(session, now)
    attachment = Attachment(
        person_id=owner.id,
        channel="telegram",
        file_ref="x",
        kind="foto",
        due_at=now,
        created_at=now,
    )
    session.add(attachment)
    await session.flush()

    await submit(session, thief, now, replace(SUBMIT, attachments=(attachment.id,)))
    await session.refresh(attachment)
    assert attachment.aporte_id is None

    receipt = await submit(session, owner, now, replace(SUBMIT, attachments=(attachment.id,)))
    await session.refresh(attachment)
    assert attachment.aporte_id == (await submissions.get_aporte(session, receipt.code)).id


async def test_an_operators_tags_outlive_a_correction(session: AsyncSession, now: datetime) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)
    aporte = await submissions.get_aporte(session, receipt.code)
    (tag, *_) = await session.scalars(sa.select(AporteTag).where(AporteTag.aporte_id == aporte.id))
    tag.source, tag.accepted = TagSource.OPERADOR, False
    await session.flush()

    await submissions.correct(
        session,
        correction_of(receipt.code, SUBMIT.text + " y seguimos igual"),
        person,
        vocabulary=Vocabulary.builtin(),
        now=now,
    )

    kept = await session.get(AporteTag, (aporte.id, tag.priority), populate_existing=True)
    assert kept is not None
    assert (kept.source, kept.accepted) == (TagSource.OPERADOR, False)


async def test_what_touches_violence_is_restricted(session: AsyncSession, now: datetime) -> None:
    receipt = await submit(
        session,
        await a_person(session, now),
        now,
        replace(SUBMIT, text="Hay mucha violencia familiar contra las mujeres en mi comunidad"),
    )

    aporte = await submissions.get_aporte(session, receipt.code)
    assert isinstance(aporte, Aporte)
    assert aporte.restricted
