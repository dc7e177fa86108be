"""What is reserved, by whom, and that nobody but an operator opens it again."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grouping import needs
from intake.kinds import Actor, AporteKind, AporteState, Role, TagSource
from intake.listening import questions, reopening, retagging, submissions
from intake.listening.commands import AnswerQuestion, Correct, Reopen, Submit
from intake.necesidades import district_summary
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import TaxonomyChanges
from intake.reading.rules.vocabulary import builtin_text, read_vocabulary
from intake.store.models import Aporte, Follower, JournalEntry, Person, Question
from intake.triage import cases
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.reservar import Reservar
from intake.words import identifiers
from tests.factories import a_necesidad, a_person, a_reader, an_aporte, an_operator
from tests.intake.listening.told import BRIDGE, WATER, tell
from tests.intake.triage.actions.cases import a_follower, act

PHONE = f"{WATER}. Llamen al 987654321."


def correction(aporte: Aporte, text: str) -> Correct:
    """Other words, the rest as it was."""
    return Correct(aporte.code, AporteKind.PROBLEMA, text, "210607", "", "todos", Actor.CIUDADANIA)


async def correct(session: AsyncSession, aporte: Aporte, text: str, now: datetime) -> None:
    """Its author does."""
    author = await session.get_one(Person, aporte.author_id)
    await submissions.correct(
        session, correction(aporte, text), author, vocabulary=Vocabulary.builtin(), now=now
    )


@pytest.mark.parametrize(
    "text",
    [
        "Mi esposo me pega cuando toma",
        "El alcalde pide coima para dar agua a la comunidad",
        "Nos amenazan con matarnos si pedimos agua",
        PHONE,
        f"{WATER} DNI 12.345.678",
    ],
)
async def test_any_sign_reserves_what_is_told(
    session: AsyncSession, now: datetime, text: str
) -> None:
    assert (await tell(session, now, text)).restricted


async def test_the_place_and_whom_it_touches_are_read_too(
    session: AsyncSession, now: datetime
) -> None:
    told = (("frente a mi casa, cel 987654321", ""), ("", "mi hija, que fue violada"))
    for place, affected in told:
        receipt = await submissions.submit(
            session,
            Submit(
                AporteKind.PROBLEMA,
                WATER,
                "210607",
                place,
                affected,
                Actor.CIUDADANIA,
                (),
                "x",
                "m",
            ),
            await a_person(session, now),
            vocabulary=Vocabulary.builtin(),
            answer_days=30,
            now=now,
        )
        assert (await submissions.get_aporte(session, receipt.code)).restricted


async def test_a_correction_reserves_and_opens(session: AsyncSession, now: datetime) -> None:
    aporte = await tell(session, now)
    found = [aporte.restricted]

    for text in (PHONE, WATER):
        await correct(session, aporte, text, now)
        found.append(aporte.restricted)

    assert found == [False, True, False]


async def test_an_operators_word_stays_when_it_is_tagged_again(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    opened, closed = await tell(session, now, PHONE), await tell(session, now)
    await act(session, Reservar(reservado=False), opened, operator, now)
    await act(session, Reservar(reservado=True), closed, operator, now)

    for case in (opened, closed):
        await tagging.retag(session, case, Vocabulary.builtin())
        await act(session, Etiquetar(("+salud",)), case, operator, now)

    assert not opened.restricted
    assert closed.restricted


async def test_an_import_of_priorities_leaves_an_operators_word(
    session: AsyncSession, now: datetime
) -> None:
    chief = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    opened = await tell(session, now, PHONE)
    await act(session, Reservar(reservado=False), opened, chief, now)
    data = read_vocabulary()
    changes = TaxonomyChanges((), (), (), {})
    kept = await retagging.keep(session, builtin_text(), data, changes, by=chief, now=now)

    await retagging.retag_some(session, kept.id, Vocabulary(data), now=now)

    assert not opened.restricted


async def test_what_was_opened_closes_with_other_words_and_with_a_topic_of_safety(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    first, second = await tell(session, now, PHONE), await tell(session, now, PHONE)
    for case in (first, second):
        await act(session, Reservar(reservado=False), case, operator, now)

    await correct(session, first, f"{PHONE} Es urgente.", now)
    await act(session, Etiquetar(("+violencia_familiar",)), second, operator, now)

    assert first.restricted
    assert second.restricted


async def test_what_was_reserved_by_hand_stays_so_with_other_words_and_tags(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    case = await tell(session, now)
    await act(session, Reservar(reservado=True), case, operator, now)

    await correct(session, case, BRIDGE, now)
    await act(session, Etiquetar(("+violencia_familiar",)), case, operator, now)
    await act(session, Etiquetar(("-violencia_familiar",)), case, operator, now)

    assert case.restricted
    assert case.restricted_by is TagSource.OPERADOR


async def test_opening_by_hand_is_written_down_and_undone(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    case = await tell(session, now, PHONE)
    entry = await act(session, Reservar(reservado=False), case, operator, now)
    assert entry.before["restricted"] is True

    await act(session, Deshacer(), case, operator, now)

    assert case.restricted
    assert case.restricted_by is TagSource.AUTOMATICA
    verbs = await session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id))
    assert list(verbs)[-2:] == ["reservar", "deshacer"]


async def test_saying_twice_is_refused(session: AsyncSession, now: datetime) -> None:
    operator = await an_operator(session, now)
    case = await an_aporte(session, now)
    await act(session, Reservar(reservado=True), case, operator, now)

    with pytest.raises(RefusedError, match="ya está así"):
        await act(session, Reservar(reservado=True), case, operator, now)


async def test_the_words_of_who_joined_reserve_when_it_is_read_again(
    session: AsyncSession, now: datetime
) -> None:
    """They cannot join with such words any more; some did before."""
    case = await tell(session, now)
    joiner = await a_follower(session, now, case)
    follower = await session.get_one(Follower, (case.id, joiner.id))
    follower.words = "llámenme al 987654321"
    await session.flush()

    await tagging.retag(session, case, Vocabulary.builtin())

    assert case.restricted
    file = await cases.open_case(session, case, await a_reader(session, now))
    assert identifiers.PHONE in file.signs


async def test_the_summary_names_no_topic_and_no_necesidad_because_of_reserved_ones(
    session: AsyncSession, now: datetime
) -> None:
    for _ in range(3):
        await tell(session, now, BRIDGE)
        reserved = await tell(session, now, PHONE)
    necesidad = await a_necesidad(session, now, title="Agua segura")
    await needs.assign(session, reserved, necesidad.necesidad_id)
    reserved.state = AporteState.PRIORIZACION

    summary = await district_summary.summarise(session, "210607")

    assert summary.topics == ("Caminos y puentes",)
    assert summary.needs == ()
    assert (summary.people, summary.aportes) == (6, 6)


async def test_a_topic_that_few_people_told_is_not_named(
    session: AsyncSession, now: datetime
) -> None:
    for text in (BRIDGE, BRIDGE, WATER, WATER, WATER):
        await tell(session, now, text)

    summary = await district_summary.summarise(session, "210607")

    assert summary.topics == ("Agua para tomar y desagüe",)


@pytest.mark.parametrize("how", ["answer", "facts"])
async def test_what_is_added_to_it_later_reserves_it_and_stays_so(
    session: AsyncSession, now: datetime, how: str
) -> None:
    case = await tell(session, now)
    author = await session.get_one(Person, case.author_id)
    clerk = await an_operator(session, now)
    words = "Lo que pasa es que mi esposo me pega"
    if how == "answer":
        question = Question(
            aporte_id=case.id, person_id=author.id, operator_id=clerk.id, text="¿?", asked_at=now
        )
        session.add(question)
        await session.flush()
        await questions.answer(session, AnswerQuestion(question.id, words), author, now=now)
    else:
        command = Reopen(case.code, words, ())
        await reopening.reopen(session, command, author, answer_days=30, now=now)

    kept = [case.restricted]
    await tagging.retag(session, case, Vocabulary.builtin())
    assert [*kept, case.restricted] == [True, True]


async def test_an_operators_open_case_stays_open_whatever_is_added(
    session: AsyncSession, now: datetime
) -> None:
    case = await tell(session, now)
    case.restricted_by = TagSource.OPERADOR

    await tagging.reserve_for(session, case.id, PHONE)

    assert not case.restricted
