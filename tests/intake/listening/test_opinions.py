"""People say whether an answer helped; nobody who joined is forgotten."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.ids import Code
from intake.listening import opinions, submissions
from intake.listening.commands import GiveOpinion, Join
from intake.store.models import Opinion, OutboxMessage, Person
from intake.store.verbs import Verb
from intake.triage.actions import perform
from intake.triage.actions.admitir import Admitir
from intake.triage.actions.derivar import Derivar
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.responder import Responder
from intake.triage.actions.separar import Separar
from intake.words.codes import spoken
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.listening.told import author


async def answers_to(session: AsyncSession, person: Person) -> list[str]:
    """What a person was told by acts of triage, in order."""
    rows = await session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.person_id == person.id)
        .order_by(OutboxMessage.id)
    )
    return [row.payload["text"] for row in rows]


async def test_the_last_word_on_an_answer_counts(session: AsyncSession, now: datetime) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    person = await author(session, aporte)
    with pytest.raises(RefusedError, match="Todavía no te respondimos"):
        await opinions.give(session, GiveOpinion(aporte.code, True), person, now=now)
    await perform(session, Responder("Vamos el lunes."), Code(aporte.code), by=by, now=now)
    for helped in (True, False):
        await opinions.give(session, GiveOpinion("", helped), person, now=now)
    kept = await session.get_one(Opinion, (aporte.id, person.id))
    assert kept.helped is False
    counted = {each.verb: (each.yes, each.no) for each in await opinions.count_helped(session)}
    assert counted[Verb.RESPONDER] == (0, 1)


async def test_an_answer_that_was_taken_back_is_none_and_the_one_before_it_counts(
    session: AsyncSession, now: datetime
) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    person, code = await author(session, aporte), Code(aporte.code)
    await perform(session, Responder("Vamos el lunes."), code, by=by, now=now)
    later = now + timedelta(days=1)
    await perform(session, Descartar("ya_resuelto"), code, by=by, now=later)
    assert (aporte.answered_with, aporte.answered_at) == (Verb.DESCARTAR, later)
    await perform(session, Deshacer(), code, by=by, now=later)
    assert (aporte.answered_with, aporte.answered_at) == (Verb.RESPONDER, now)
    await opinions.give(session, GiveOpinion(aporte.code, True), person, now=later)
    kept = await session.get_one(Opinion, (aporte.id, person.id))
    assert kept.answer is Verb.RESPONDER


async def test_of_what_was_admitted_or_merged_it_is_not_said_that_nobody_answered(
    session: AsyncSession, now: datetime
) -> None:
    by = await an_operator(session, now)
    admitted, merged = await an_aporte(session, now), await an_aporte(session, now)
    admit = Admitir(sirve=True, competencia=True, politica=True, motivo="Agua segura")
    await perform(session, admit, Code(admitted.code), by=by, now=now)
    await perform(session, Fusionar(Code(admitted.code)), Code(merged.code), by=by, now=now)
    for aporte in (admitted, merged):
        with pytest.raises(RefusedError, match=r"ya te avisamos en qué está\. En Priorización"):
            await opinions.give(
                session, GiveOpinion(aporte.code, True), await author(session, aporte), now=now
            )


async def test_answers_offer_one_tap_with_the_code_each_one_knows(
    session: AsyncSession, now: datetime
) -> None:
    by = await an_operator(session, now)
    root, merged = await an_aporte(session, now), await an_aporte(session, now)
    await perform(session, Fusionar(Code(root.code)), Code(merged.code), by=by, now=now)
    await perform(session, Derivar("Municipalidad"), Code(root.code), by=by, now=now)
    row = await session.scalar(
        sa.select(OutboxMessage)
        .where(OutboxMessage.person_id == merged.author_id)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    assert row is not None
    offers = [[deed, about] for _, deed, about in row.payload["offers"]]
    assert offers == [[deed, merged.code] for deed in ("sirvio", "no_sirvio", "reabrir")]
    assert spoken(merged.code) in row.payload["text"]


async def test_nobody_who_joined_is_forgotten_after_merging_and_taking_apart(
    session: AsyncSession, now: datetime
) -> None:
    by = await an_operator(session, now)
    root, other = await an_aporte(session, now), await an_aporte(session, now)
    joined = await a_person(session, now)
    await submissions.join(
        session, Join(other.code, "", (), "1", "1"), joined, answer_days=30, now=now
    )
    await perform(session, Fusionar(Code(root.code)), Code(other.code), by=by, now=now)
    await perform(session, Responder("A los dos."), Code(root.code), by=by, now=now)
    await perform(session, Separar(), Code(other.code), by=by, now=now)
    await perform(session, Responder("A uno."), Code(root.code), by=by, now=now)
    await perform(session, Deshacer(), Code(other.code), by=by, now=now)
    await perform(session, Responder("Otra vez a los dos."), Code(root.code), by=by, now=now)
    heard = "\n".join(await answers_to(session, joined))
    assert "A los dos." in heard
    assert "A uno." not in heard
    assert "Otra vez a los dos." in heard


async def test_a_ready_answer_goes_before_ones_own_words(
    session: AsyncSession, now: datetime
) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    action = Responder("Vamos el lunes.", "en_estudio")
    await perform(session, action, Code(aporte.code), by=by, now=now)
    (text,) = await answers_to(session, await author(session, aporte))
    assert text.index("Estamos estudiando") < text.index("Vamos el lunes.")
    with pytest.raises(NotFoundError, match="en_estudio"):
        await perform(session, Responder("", "nada"), Code(aporte.code), by=by, now=now)
