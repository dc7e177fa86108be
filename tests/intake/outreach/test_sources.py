"""Sources and their codes."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import SourceKind
from intake.outreach import sources
from intake.places.rules.places import builtin_districts
from intake.words.codes import find_code


async def test_a_source_has_a_code_that_can_be_typed_and_found(
    session: AsyncSession, now: datetime
) -> None:
    made = await sources.create(
        session, SourceKind.TAMBO, " Tambo  de Taraco ", ubigeo="210607", now=now
    )

    assert find_code(made.code) == made.code
    assert made.name == "Tambo de Taraco"
    assert (await sources.get(session, made.code.lower())).id == made.id
    with pytest.raises(NotFoundError, match="ayni fuente listar"):
        await sources.get(session, "K7F-3MX")
    with pytest.raises(RefusedError):
        await sources.create(session, SourceKind.RADIO, "  ", now=now)


async def test_each_municipality_gets_one_source_however_often_it_is_asked(
    session: AsyncSession, now: datetime
) -> None:
    districts = [each for each in builtin_districts() if each.ubigeo.startswith("2106")]

    first = await sources.of_municipalities(session, districts, now=now)
    again = await sources.of_municipalities(session, districts, now=now)

    assert [each.id for each in first] == [each.id for each in again]
    assert [each.ubigeo for each in first] == [each.ubigeo for each in districts]
    assert {each.name for each in first} >= {
        "Municipalidad Provincial de Huancané",
        "Municipalidad Distrital de Taraco",
    }
