"""A case, read whole."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.ids import Code
from intake.listening.followers import Voices
from intake.sameness import postings
from intake.store.models import Follower
from intake.triage.actions import perform
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.tomar import Tomar
from intake.triage.cases import get_case, history, open_case, read_code
from tests.conftest import NOW
from tests.factories import a_person, a_reader, an_aporte, an_operator


@pytest.mark.parametrize("dressed", ["{0}-{1}", "{0}{1}", " {0} {1} ", "código {0}-{1}"])
async def test_a_code_is_read_however_it_is_typed(
    session: AsyncSession, now: datetime, dressed: str
) -> None:
    code = (await an_aporte(session, now)).code

    assert read_code(dressed.format(code[:3].lower(), code[3:].lower())) == code


@pytest.mark.parametrize("typed", ["", "K7F", "hola", "AAAAAA", "K7F-3MX-9"])
def test_what_is_no_code_says_so(typed: str) -> None:
    with pytest.raises(NotFoundError, match="no es un código"):
        read_code(typed)


async def test_an_unknown_code_is_not_found(session: AsyncSession) -> None:
    with pytest.raises(NotFoundError, match="K7F-3MX"):
        await get_case(session, Code("K7F3MX"), await a_reader(session, NOW))


async def test_the_file_holds_those_who_were_merged_and_what_they_said(
    session: AsyncSession, now: datetime
) -> None:
    operator = await an_operator(session, now)
    root, merged = await an_aporte(session, now), await an_aporte(session, now)
    person = await a_person(session, now)
    session.add(
        Follower(aporte_id=merged.id, person_id=person.id, joined_at=now, words="igual acá")
    )
    await perform(session, Fusionar(Code(root.code)), Code(merged.code), by=operator, now=now)
    await perform(session, Tomar(), Code(root.code), by=operator, now=now)
    file = await open_case(session, root, await a_reader(session, NOW))

    assert file.voices == Voices(3)
    assert [each.code for each in file.merged] == [merged.code]
    assert file.words == ["igual acá"]
    assert file.holder is operator
    assert [(act.entry.verb, act.code) for act in file.acts] == [
        ("fusionar", merged.code),
        ("tomar", root.code),
    ]
    assert (await open_case(session, merged, await a_reader(session, NOW))).root is root


async def test_what_tells_the_same_is_named_and_itself_is_not(
    session: AsyncSession, now: datetime
) -> None:
    case, same, other = [
        await an_aporte(session, now, text=text)
        for text in (
            "No tenemos agua potable en Taraco hace un mes",
            "Hace un mes no tenemos agua potable en Taraco",
            "Falta un profesor de matemática en la escuela",
        )
    ]
    for each in (case, same, other):
        await postings.index(session, each.id, each.text, each.ubigeo)
    file = await open_case(session, case, await a_reader(session, NOW))

    assert [each.aporte.code for each in file.alike] == [same.code]
    assert file.alike[0].similar.reasons


async def test_history_can_be_narrowed(session: AsyncSession, now: datetime) -> None:
    ana, luis = await an_operator(session, now), await an_operator(session, now)
    one, two = await an_aporte(session, now), await an_aporte(session, now)
    await perform(session, Tomar(), Code(one.code), by=ana, now=now)
    await perform(session, Tomar(), Code(two.code), by=luis, now=now + timedelta(days=1))

    reader = await a_reader(session, NOW)
    assert [act.entry.verb for act in await history(session, reader)] == ["tomar", "tomar"]
    last = await history(session, reader, operator_id=luis.id, limit=1)
    assert [act.code for act in last] == [two.code]
    assert [act.code for act in await history(session, reader, operator_id=ana.id)] == [one.code]
    assert [act.code for act in await history(session, reader, code=Code(two.code))] == [two.code]
    since = now + timedelta(hours=1)
    found = await history(session, reader, since=since)
    assert [act.username for act in found] == [luis.username]
