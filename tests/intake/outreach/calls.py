"""A concurso that people come to by a source."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import ConcursoState
from intake.store.models import Concurso


async def a_concurso(
    session: AsyncSession, now: datetime, *, state: ConcursoState = ConcursoState.PUBLICADO
) -> Concurso:
    """A call that is open for a month."""
    concurso = Concurso(
        year=2026,
        number=1,
        title="Ideas contra la anemia",
        challenge="La anemia de los niños",
        applicants=["persona"],
        fund=500_000,
        ceiling=50_000,
        share=None,
        months=6,
        ubigeos=[],
        stages=[],
        criteria=[],
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        state=state,
        created_at=now,
    )
    session.add(concurso)
    await session.flush()
    return concurso
