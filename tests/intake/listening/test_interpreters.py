"""What is told in Quechua or Aymara: kept whole, marked, and tagged from its Spanish alone."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.listening import submissions
from intake.reading.rules.tags import Vocabulary
from intake.store.models import AporteTag
from tests.factories import a_person
from tests.intake.listening.submitted import SUBMIT, correction_of, submit

QUECHUA = "Manam yaku kanchu kay llaqtapi, wawakuna unqusqa kachkanku"


async def tagged(session: AsyncSession) -> set[str]:
    return set(await session.scalars(sa.select(AporteTag.priority)))


async def test_what_is_told_in_quechua_waits_for_an_interpreter_without_tags(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now, replace(SUBMIT, text=QUECHUA))

    aporte = await submissions.get_aporte(session, receipt.code)
    assert aporte.text == QUECHUA
    assert aporte.needs_interpreter
    assert await tagged(session) == set()


async def test_a_mixed_message_is_tagged_from_its_spanish(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    text = f"No tenemos agua potable en la comunidad. {QUECHUA}"
    receipt = await submit(session, person, now, replace(SUBMIT, text=text))

    assert (await submissions.get_aporte(session, receipt.code)).needs_interpreter
    assert await tagged(session) == {"agua_saneamiento"}


async def test_a_correction_in_another_language_changes_the_mark_and_the_tags(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)
    vocabulary = Vocabulary.builtin()
    correction = correction_of(receipt.code, QUECHUA)
    await submissions.correct(session, correction, person, vocabulary=vocabulary, now=now)
    assert (await submissions.get_aporte(session, receipt.code)).needs_interpreter
    assert await tagged(session) == set()

    correction = correction_of(receipt.code, SUBMIT.text)
    await submissions.correct(session, correction, person, vocabulary=vocabulary, now=now)
    assert not (await submissions.get_aporte(session, receipt.code)).needs_interpreter
    assert await tagged(session) == {"agua_saneamiento"}


async def test_a_correction_of_something_else_leaves_the_mark_of_an_operator(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    receipt = await submit(session, person, now)
    aporte = await submissions.get_aporte(session, receipt.code)
    aporte.needs_interpreter = True
    correction = replace(correction_of(receipt.code, SUBMIT.text), affected="mi familia")
    await submissions.correct(session, correction, person, vocabulary=Vocabulary.builtin(), now=now)

    assert aporte.needs_interpreter
