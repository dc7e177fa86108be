"""What of operators' corrections becomes something to learn from, and what must not."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteKind
from intake.listening.commands import Correct, Withdraw
from intake.listening.submissions import correct as correct_own
from intake.listening.submissions import withdraw
from intake.reading import corrections, reader_file, retraining
from intake.reading.examples import LAB, Label
from intake.reading.learning import prepare
from intake.reading.rules.acts import Act, Danger
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, Follower, Operator, Person
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.enmendar import Enmendar
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.reservar import Reservar
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.correcting import composed, correct
from tests.intake.triage.actions.cases import a_follower, act

MARKER = "zuzunaga"
"""In no composed text, and a family name."""


async def test_what_was_said_teaches_and_what_nobody_said_does_not(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    read, tagged, opened, untouched = [await an_aporte(session, now) for _ in range(4)]
    await act(session, Enmendar(acto="pregunta"), read, ana, now)
    await act(session, Etiquetar(("+salud", "-educacion")), tagged, ana, now)
    await act(session, Reservar(reservado=False), opened, ana, now)

    question, topics, free = await corrections.gather(session)

    assert (question.act, question.says) == (Act.PREGUNTA, frozenset({Label.ACT}))
    assert (topics.priorities, topics.says) == (("salud",), frozenset({Label.TOPICS}))
    assert (free.is_reserved, free.says) == (False, frozenset({Label.RESERVE}))
    assert [each.hand for each in (question, topics, free)] == [f"{LAB} {n}" for n in (1, 2, 3)]
    assert untouched.text == question.text


async def test_one_person_is_one_hand(session: AsyncSession, now: datetime) -> None:
    ana, author = await an_operator(session, now), await a_person(session, now)
    for _ in range(2):
        case = await an_aporte(session, now, author=author)
        await act(session, Enmendar(acto="estado"), case, ana, now)

    assert {each.hand for each in await corrections.gather(session)} == {f"{LAB} 1"}


async def test_what_was_undone_teaches_no_more(session: AsyncSession, now: datetime) -> None:
    ana, case = await an_operator(session, now), await an_aporte(session, now)
    await act(session, Enmendar(acto="pregunta"), case, ana, now)
    await act(session, Deshacer(), case, ana, now)

    assert await corrections.gather(session) == []


async def _author(session: AsyncSession, case: Aporte) -> Person:
    return await session.get_one(Person, case.author_id)


async def _withdrawn(session: AsyncSession, case: Aporte, ana: Operator, now: datetime) -> None:
    await withdraw(session, Withdraw(case.code), await _author(session, case), now=now)


async def _left_to_others(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    await a_follower(session, now, case)
    await withdraw(session, Withdraw(case.code), await _author(session, case), now=now)
    assert await session.get(Follower, (case.id, case.author_id)) is None


async def _reserved(session: AsyncSession, case: Aporte, ana: Operator, now: datetime) -> None:
    await act(session, Reservar(reservado=True), case, ana, now)


async def _in_danger(session: AsyncSession, case: Aporte, ana: Operator, now: datetime) -> None:
    await act(session, Enmendar(peligro="violencia"), case, ana, now)


async def _erased(session: AsyncSession, case: Aporte, ana: Operator, now: datetime) -> None:
    case.text = ""


async def _in_another_language(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    case.needs_interpreter = True


async def _told_otherwise(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    await correct_own(
        session,
        Correct(
            code=case.code,
            kind=AporteKind.PROBLEMA,
            text=f"No hay puente, dice {MARKER}",
            ubigeo=case.ubigeo,
            place_text=case.place_text,
            affected=case.affected,
            actor=Actor.CIUDADANIA,
        ),
        await _author(session, case),
        vocabulary=Vocabulary.builtin(),
        now=now + timedelta(hours=1),
    )


Happening = Callable[[AsyncSession, Aporte, Operator, datetime], Awaitable[None]]
HAPPENINGS: tuple[Happening, ...] = (
    _withdrawn,
    _left_to_others,
    _reserved,
    _in_danger,
    _erased,
    _in_another_language,
    _told_otherwise,
)


@pytest.mark.parametrize("happens", HAPPENINGS)
async def test_words_that_are_not_to_be_shared_teach_nothing(
    session: AsyncSession, now: datetime, happens: Happening
) -> None:
    ana = await an_operator(session, now)
    (case,) = await correct(session, 1, ana, now, text=f"{MARKER} averigua por el bono")
    assert [each.text for each in await corrections.gather(session)] == [case.text]

    await happens(session, case, ana, now)

    assert await corrections.gather(session) == []


async def test_words_that_are_not_to_be_shared_are_in_no_file(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    await correct(session, corrections.NEEDED, ana, now)
    for happens in HAPPENINGS:
        for case in await correct(session, 3, ana, now, text=f"{MARKER} averigua por el bono"):
            await happens(session, case, ana, now)

    learned = retraining.retrain(composed(), await corrections.gather(session))
    file = reader_file.to_bytes(learned.model, retraining.card_of(learned, now=now))

    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        written = b"".join(parts.read(part) for part in parts.namelist())
    for piece in ("zuzun", "susun", "unaga", "naga_"):
        assert piece.encode() not in written
    assert b"averi" in written


async def test_of_a_reserved_case_a_composed_sentence_teaches_in_its_place(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    case = await an_aporte(session, now, text=f"el {MARKER} me tiene encerrada")
    await act(
        session, Enmendar(peligro="violencia", frase="mi pareja no me deja salir"), case, ana, now
    )
    (example,) = await corrections.gather(session)

    assert (example.text, example.danger) == ("mi pareja no me deja salir", Danger.VIOLENCIA)
    assert example.is_reserved
    await _withdrawn(session, case, ana, now)
    assert await corrections.gather(session) == []


async def test_a_word_of_fewer_than_three_people_enters_no_model(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    author = await a_person(session, now)
    for number in range(6):
        case = await an_aporte(session, now, text=f"{MARKER} pregunta {number}", author=author)
        await act(session, Enmendar(acto="pregunta"), case, ana, now)
    await correct(session, 1, ana, now, text=f"{MARKER} pregunta algo")

    two_people = prepare([*composed(), *await corrections.gather(session)])
    assert not any("zuzu" in name for name in two_people.names)
    await correct(session, 1, ana, now, text=f"{MARKER} pregunta más")
    three_people = prepare([*composed(), *await corrections.gather(session)])
    assert any("zuzu" in name for name in three_people.names)


async def test_a_number_that_may_be_somebodys_enters_no_model(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now)
    for number in ("DNI 41526374", "llamen al 951 753 864"):
        await correct(session, 4, ana, now, text=f"averigua, {number}")

    names = prepare([*composed(), *await corrections.gather(session)]).names

    assert any("averi" in name for name in names)
    joined = "\n".join(names)
    assert not any(part in joined for part in ("4152", "5263", "6374", "951 753", "753 864"))
