"""Whatever is told, corrected, withdrawn or triaged, its membership follows."""

from collections import Counter
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.ids import Code
from intake.kinds import Actor, AporteKind
from intake.listening import submissions
from intake.listening.commands import Correct, Submit, Withdraw
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, Person
from intake.triage.actions import Action, perform
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.separar import Separar
from tests.factories import a_person, an_operator
from tests.intake.alike import POSTA, PUENTE, check_counts, counts, home_of, told


async def act(session: AsyncSession, now: datetime, action: Action, case: Aporte) -> None:
    """One act of triage by somebody who may."""
    await perform(session, action, Code(case.code), by=await an_operator(session, now), now=now)


async def test_a_person_who_tells_corrects_and_withdraws_leaves_no_trace(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    stays = await told(session, now, POSTA[0])
    before = await counts(session)

    code = await submit(session, person, now, POSTA[1])
    aporte = await submissions.get_aporte(session, code)
    assert await home_of(session, aporte) == await home_of(session, stays)
    await correct(session, person, now, code, PUENTE)
    assert await home_of(session, aporte) not in {None, await home_of(session, stays)}
    await check_counts(session)
    await submissions.withdraw(session, Withdraw(code), person, now=now)

    assert await home_of(session, aporte) is None
    assert await counts(session) == before
    await check_counts(session)


async def test_a_correction_keeps_the_number_of_a_necesidad_that_is_its_own(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    code = await submit(session, person, now, POSTA[0])
    aporte = await submissions.get_aporte(session, code)
    before = await home_of(session, aporte)

    await correct(session, person, now, code, PUENTE)

    assert await home_of(session, aporte) == before
    await check_counts(session)


async def test_what_is_merged_counts_once_and_comes_back_when_taken_apart(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await told(session, now, POSTA[0]), await told(session, now, POSTA[1])
    before = await counts(session)

    await act(session, now, Fusionar(Code(root.code)), case)
    merged = await home_of(session, case)
    await check_counts(session)
    await act(session, now, Separar(), case)

    assert merged is None
    assert await home_of(session, case) == await home_of(session, root)
    assert await counts(session) == before


async def test_what_is_discarded_leaves_and_undoing_brings_it_back(
    session: AsyncSession, now: datetime
) -> None:
    case = await told(session, now, POSTA[0])
    before = await counts(session)

    await act(session, now, Descartar("reclamo"), case)
    assert await home_of(session, case) is None
    assert await counts(session) == (Counter(), Counter())
    await act(session, now, Deshacer(), case)

    assert {word for word, _ in (await counts(session))[1]} == {word for word, _ in before[1]}


async def test_another_priority_goes_into_the_profile(session: AsyncSession, now: datetime) -> None:
    case = await told(session, now, POSTA[0])

    await act(session, now, Etiquetar(("+educacion", "-salud")), case)

    words, _ = await counts(session)
    assert words["#educacion"] == 1
    assert words["#salud"] == 0
    await check_counts(session)


async def submit(session: AsyncSession, person: Person, now: datetime, text: str) -> str:
    """As the bot does; the code."""
    command = Submit(
        kind=AporteKind.PROBLEMA,
        text=text,
        ubigeo="210607",
        place_text="taraco",
        affected="todos",
        actor=Actor.CIUDADANIA,
        attachments=(),
        consent_version="2026-11",
        message_id="m1",
    )
    done = await submissions.submit(
        session, command, person, vocabulary=Vocabulary.builtin(), answer_days=30, now=now
    )
    return done.code


async def correct(
    session: AsyncSession, person: Person, now: datetime, code: str, text: str
) -> None:
    """Another text, the rest as it was."""
    command = Correct(
        code, AporteKind.PROBLEMA, text, "210607", "taraco", "todos", Actor.CIUDADANIA
    )
    await submissions.correct(session, command, person, vocabulary=Vocabulary.builtin(), now=now)
