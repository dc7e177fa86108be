"""`ayni reindexar`: what the index lost is found again."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.sameness import matching
from intake.store.models.posting import StoredMeaning, StoredTelling, Term
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte

TEXT = "Se cayó el puente de Huayllapampa"


def test_what_was_told_before_is_found_again_and_what_is_closed_is_not(terminal: Terminal) -> None:
    async def told(session: AsyncSession) -> tuple[int, int]:
        open_one = await an_aporte(session, NOW, text=TEXT)
        closed = await an_aporte(session, NOW, text=TEXT, state=AporteState.RETIRADO)
        return open_one.id, closed.id

    async def found(session: AsyncSession) -> list[int]:
        similar = await matching.find_similar(session, TEXT, "210607", "problema")
        return [each.aporte_id for each in similar]

    async def index(session: AsyncSession) -> tuple[int, int, int]:
        df = await session.scalar(sa.select(sa.func.sum(Term.df)))
        told = (await session.scalars(sa.select(StoredTelling.aporte_id))).all()
        meant = (await session.scalars(sa.select(StoredMeaning.aporte_id))).all()
        return df or 0, len(told), len(meant)

    open_one, _ = terminal.do(told)
    assert terminal.do(found) == []

    assert terminal.ayni("reindexar").exit_code == 0
    once = terminal.do(index)
    assert terminal.do(found) == [open_one]
    assert once[1:] == (1, 1)

    again = terminal.ayni("reindexar")
    assert "reindexados: 1" in again.stderr
    assert terminal.do(index) == once
