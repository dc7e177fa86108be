"""What somebody gets to see of what others told: a topic, a district, how many, since when."""

from dataclasses import fields
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteKind, AporteState
from intake.listening import submissions, views
from intake.listening.commands import (
    Alike,
    FindSimilar,
    Glimpse,
    Join,
    ListMine,
    LookUp,
    SimilarFound,
    Withdraw,
)
from intake.reading.rules.tags import Vocabulary
from intake.sameness.rules.scorecard import Scorecard
from intake.store.models import Aporte, AporteTag, Follower, Person
from tests.factories import a_person
from tests.intake.listening.told import BRIDGE, WATER, tell

TOPIC = "Agua para tomar y desagüe"


async def find(
    session: AsyncSession, person: Person, text: str = WATER, ubigeo: str | None = "210607"
) -> SimilarFound:
    """What is offered to them."""
    return await views.find_alike(
        session,
        FindSimilar(text, ubigeo, AporteKind.PROBLEMA),
        person,
        vocabulary=Vocabulary.builtin(),
        scorecard=Scorecard.builtin(),
    )


async def join(session: AsyncSession, aporte: Aporte, person: Person, now: datetime) -> None:
    """They say yes to it."""
    command = Join(aporte.code, "tampoco llega al barrio alto", (), "x", "m")
    await submissions.join(session, command, person, answer_days=30, now=now)


def test_nothing_that_a_person_wrote_has_a_place_in_what_is_offered() -> None:
    assert {each.name for each in fields(Alike)} == {"code", "glimpse"}
    assert {each.name for each in fields(Glimpse)} == {"topic", "ubigeo", "people", "since"}


async def test_what_is_alike_is_offered_by_topic_district_people_and_since_when(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await tell(session, now - timedelta(days=100))
    await join(session, aporte, await a_person(session, now), now)

    found = await find(session, await a_person(session, now))

    since = date(2026, 8, 15)
    assert found == SimilarFound((Alike(aporte.code, Glimpse(TOPIC, "210607", 2, since)),))


async def test_of_those_that_read_the_same_one_is_offered(
    session: AsyncSession, now: datetime
) -> None:
    for _ in range(4):
        await tell(session, now)

    assert len((await find(session, await a_person(session, now))).similar) == 1


async def test_nobody_is_offered_their_own_and_is_told_its_code(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    own = await tell(session, now, person=person)

    assert await find(session, person) == SimilarFound((), own.code)


async def test_nobody_is_offered_what_they_joined_nor_what_was_merged_with_theirs(
    session: AsyncSession, now: datetime
) -> None:
    joiner, teller = await a_person(session, now), await a_person(session, now)
    root = await tell(session, now)
    await join(session, root, joiner, now)
    own = await tell(session, now, person=teller)
    own.state, own.merged_into_id = AporteState.FUSIONADO, root.id
    await session.flush()

    assert await find(session, joiner) == SimilarFound((), root.code)
    assert await find(session, teller) == SimilarFound((), own.code)


async def test_what_one_withdrew_is_not_said_to_be_theirs(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    own = await tell(session, now, person=person)
    await submissions.withdraw(session, Withdraw(own.code), person, now=now)

    assert await find(session, person) == SimilarFound(())


@pytest.mark.parametrize("column", ["restricted", "needs_interpreter"])
async def test_what_is_not_for_others_is_neither_offered_nor_joined_nor_shown(
    session: AsyncSession, now: datetime, column: str
) -> None:
    aporte = await tell(session, now)
    setattr(aporte, column, True)
    await session.flush()
    stranger = await a_person(session, now)

    assert await find(session, stranger) == SimilarFound(())
    with pytest.raises(RefusedError):
        await join(session, aporte, stranger, now)
    seen = (await submissions.look_up(session, LookUp(aporte.code), stranger)).aporte
    assert seen is not None
    assert (seen.glimpse, seen.ubigeo, seen.text, seen.place_text) == (None, None, "", "")


@pytest.mark.parametrize("is_root", [True, False])
async def test_a_reserved_one_is_not_offered_through_what_it_was_merged_with(
    session: AsyncSession, now: datetime, is_root: bool
) -> None:
    words, district = (WATER, "090101") if is_root else (BRIDGE, "210607")
    root = await tell(session, now, words, ubigeo=district)
    member = await tell(session, now, BRIDGE if is_root else WATER, ubigeo="090101")
    member.state, member.merged_into_id = AporteState.FUSIONADO, root.id
    (root if is_root else member).restricted = True
    await session.flush()
    stranger = await a_person(session, now)

    assert await find(session, stranger, WATER, "090101") == SimilarFound(())
    with pytest.raises(RefusedError):
        await join(session, root if is_root else member, stranger, now)


@pytest.mark.parametrize(
    "beside", ["Mi esposo me pega.", "Mi DNI es 12345678.", "Llamen al 987654321."]
)
async def test_what_is_to_be_reserved_is_not_compared(
    session: AsyncSession, now: datetime, beside: str
) -> None:
    await tell(session, now)

    assert await find(session, await a_person(session, now), f"{WATER}. {beside}") == SimilarFound(
        ()
    )


async def test_reserved_words_do_not_join(session: AsyncSession, now: datetime) -> None:
    aporte = await tell(session, now)
    person = await a_person(session, now)
    command = Join(aporte.code, "Mi esposo me pega y no hay agua", (), "x", "m")

    with pytest.raises(RefusedError, match="aparte"):
        await submissions.join(session, command, person, answer_days=30, now=now)
    assert await session.get(Follower, (aporte.id, person.id)) is None


async def test_without_a_topic_there_is_nothing_to_say_yes_to(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await tell(session, now)
    await session.execute(sa.delete(AporteTag).where(AporteTag.aporte_id == aporte.id))

    assert await find(session, await a_person(session, now)) == SimilarFound(())


async def test_whoever_has_the_code_sees_no_words_and_no_free_place(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await tell(session, now)

    seen = (
        await submissions.look_up(session, LookUp(aporte.code), await a_person(session, now))
    ).aporte

    assert seen is not None
    assert (seen.text, seen.place_text, seen.affected) == ("", "", "")
    assert seen.glimpse == Glimpse(TOPIC, "210607", 1, date(2026, 11, 23))


async def test_who_joined_sees_what_they_wrote_and_not_what_the_other_did(
    session: AsyncSession, now: datetime
) -> None:
    author, joiner = await a_person(session, now), await a_person(session, now)
    aporte = await tell(session, now, person=author)
    await join(session, aporte, joiner, now)

    (theirs,) = (await submissions.list_mine(session, ListMine(), joiner)).aportes
    (own,) = (await submissions.list_mine(session, ListMine(), author)).aportes

    assert (theirs.text, theirs.place_text, theirs.is_followed) == (
        "tampoco llega al barrio alto",
        "",
        True,
    )
    assert own.text == WATER
    assert own.glimpse is not None
    assert own.glimpse.people == 2


async def test_what_was_withdrawn_is_nobodys_for_others(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    aporte = await tell(session, now, person=person)
    await submissions.withdraw(session, Withdraw(aporte.code), person, now=now)

    look = LookUp(aporte.code)
    assert (await submissions.look_up(session, look, await a_person(session, now))).aporte is None
    assert (await submissions.look_up(session, look, person)).aporte is not None


async def test_blows_are_not_joined_to_school_breakfasts(
    session: AsyncSession, now: datetime
) -> None:
    await tell(session, now, "En la escuela no llegan los desayunos escolares y los niños no comen")
    woman = await a_person(session, now)
    told = "Mi marido me pega delante de mis hijos cuando vuelven de la escuela sin desayuno"

    assert await find(session, woman, told) == SimilarFound(())
    assert (await tell(session, now, told, person=woman)).restricted
