"""Which reader holds: the one put to use last, in every session, with the settings' thresholds."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import Role
from intake.reading import readers, tagging
from intake.reading.readers import Readers
from intake.reading.rules.acts import Level
from intake.reading.rules.learned import builtin_model
from intake.reading.rules.reader import builtin_reader
from intake.reading.rules.tags import Vocabulary
from intake.reading.thresholds import Thresholds, known_to
from intake.settings import Settings
from intake.store.db import Database
from intake.store.models import JournalEntry, LearnedReader, Operator
from tests.factories import an_aporte, an_operator
from tests.intake.correcting import the_programs_own
from tests.running import closing


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    return await an_operator(session, now, role=Role.SECRETARIA_TECNICA)


async def test_the_programs_own_holds_until_another_is_put_to_use(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    assert (await readers.current(session)).model is builtin_model()

    row = await readers.put_to_use(session, the_programs_own("otra"), by=ana, now=now)

    assert (await readers.current(session)).model.version == "otra"
    assert (row.version, row.figures) == ("otra", {"version": "otra"})
    await readers.put_back(session, by=ana, now=now)
    assert (await readers.current(session)).model is builtin_model()
    notes = list(await session.scalars(sa.select(JournalEntry.note).order_by(JournalEntry.id)))
    assert notes == ["lector otra", "el del programa"]


async def test_only_the_one_that_holds_is_kept(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    for version in ("una", "otra"):
        await readers.put_to_use(session, the_programs_own(version), by=ana, now=now)
    kept = sa.select(LearnedReader.version).where(LearnedReader.content.is_not(None))
    assert list(await session.scalars(kept)) == ["otra"]

    await readers.put_back(session, by=ana, now=now)
    assert list(await session.scalars(kept)) == []


async def test_only_the_secretaria_says_which_holds_and_not_twice(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await readers.put_to_use(session, the_programs_own("otra"), by=luis, now=now)
    with pytest.raises(RefusedError, match="Se usa el lector del programa"):
        await readers.put_back(session, by=ana, now=now)
    await readers.put_to_use(session, the_programs_own("otra"), by=ana, now=now)
    with pytest.raises(RefusedError, match="ya se usa"):
        await readers.put_to_use(session, the_programs_own("otra"), by=ana, now=now)


async def test_another_process_takes_it_up_and_reads_it_once(
    database: Database, now: datetime
) -> None:
    other = Readers()
    async with database.transaction() as session:
        assert (await other.current(session)).model is builtin_model()
        ana = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
        await readers.put_to_use(session, the_programs_own("otra"), by=ana, now=now)
    async with database.reading() as session:
        first = await other.current(session)
        assert first.model.version == "otra"
        assert await other.current(session) is first


async def test_one_that_this_version_cannot_use_leaves_the_programs_own(
    session: AsyncSession, ana: Operator, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    row = await readers.put_to_use(session, the_programs_own("otra"), by=ana, now=now)
    assert await readers.fault(session) == ""
    row.content = b"de otra version"
    await session.flush()

    assert (await Readers().current(session)).model is builtin_model()
    assert "vale el del programa" in caplog.text
    assert "No es un lector" in await readers.fault(session)


async def test_what_reserves_a_case_is_the_reader_that_holds(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await an_aporte(session, now)
    assert await tagging.signs_of(session, case, (), Vocabulary.builtin()) == ()

    await readers.put_to_use(session, the_programs_own("otra", reserve=0.0), by=ana, now=now)

    assert await tagging.signs_of(session, case, (), Vocabulary.builtin()) == (
        "el lector la toma por algo privado de alguien",
    )


async def test_thresholds_of_the_settings_reach_every_session(database_url: str) -> None:
    text = "no hay agua en mi casa"
    settings = Settings.load(peligro_ahora=0.0, no_es_aporte=0.3)
    async with closing(Database(database_url, known_to(settings))) as database:
        for _ in range(2):
            async with database.reading() as session:
                reader = await readers.current(session)
                assert reader.read(text).level is Level.NOW
                assert reader.bounds.not_aporte == 0.3
                assert reader.bounds.reserve == builtin_model().bounds.reserve
    assert builtin_reader().read(text).level is Level.NONE


def test_what_is_danger_now_is_danger_maybe_too() -> None:
    own = builtin_model().bounds
    assert Thresholds().over(own) == own
    assert Thresholds(danger_now=0.01).over(own).danger_maybe == 0.01
