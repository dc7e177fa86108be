"""The measurement of the ranking builds honest tables and measures in processes of its own."""

import json
from collections import Counter

import pytest
import sqlalchemy as sa

from bench import prioritisation
from bench.fichas import NOW, fill
from intake.kinds import AporteState
from intake.necesidades.ranking import rank
from intake.store.db import Database
from intake.store.models import Aporte, NecesidadMember


async def test_the_database_is_full_of_what_the_ranking_reads(database: Database) -> None:
    await fill(database, 300, 12)

    async with database.reading() as session:
        ranking = await rank(session, now=NOW)
        states = Counter(await session.scalars(sa.select(Aporte.state)))
        members = await session.scalar(sa.select(sa.func.count()).select_from(NecesidadMember))

    assert (len(ranking.needs), members, sum(states.values())) == (12, 300, 300)
    assert set(states) == {
        AporteState.RECIBIDO,
        AporteState.PRIORIZACION,
        AporteState.FUSIONADO,
        AporteState.RETIRADO,
    }
    sizes = [each.demand.people for each in ranking.needs]
    assert max(sizes) > 2 * min(sizes) > 0
    assert any(each.unscored == () and each.without_data == () for each in ranking.needs)


def test_each_task_is_measured_in_a_fresh_process_and_printed_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    prioritisation.main(["--aportes", "60", "--necesidades", "5", "--runs", "1", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (report["aportes"], report["necesidades"], report["runs"]) == (60, 5, 1)
    assert {"ranking", "sensibilidad"} <= set(report["groups"])
    ranking = report["groups"]["ranking"]
    assert ranking["made"] == "5 placed"
    assert 0 < ranking["seconds"] < ranking["process_seconds"]
    assert 20 < ranking["peak_mb"] < 300
