"""Nobody who stands behind an aporte is forgotten."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.listening.followers import count_followers, followers_of, tell
from intake.store.models import Follower, OutboxMessage
from intake.store.outgoing import Outgoing
from tests.factories import a_person, an_aporte


async def test_a_merge_keeps_the_people_of_both(session: AsyncSession, now: datetime) -> None:
    root = await an_aporte(session, now)
    merged = await an_aporte(session, now, state=AporteState.FUSIONADO)
    deeper = await an_aporte(session, now, state=AporteState.FUSIONADO)
    merged.merged_into_id = root.id
    deeper.merged_into_id = merged.id
    await session.flush()

    assert await count_followers(session, [root.id, merged.id]) == {root.id: 3, merged.id: 2}
    assert {code for _, code in await followers_of(session, root.id)} == {
        root.code,
        merged.code,
        deeper.code,
    }


async def test_somebody_behind_both_counts_once_and_keeps_the_own_code(
    session: AsyncSession, now: datetime
) -> None:
    root = await an_aporte(session, now)
    person = await a_person(session, now)
    own = await an_aporte(session, now, author=person, state=AporteState.FUSIONADO)
    own.merged_into_id = root.id
    session.add(Follower(aporte_id=root.id, person_id=person.id, joined_at=now))
    await session.flush()

    assert await count_followers(session, [root.id]) == {root.id: 2}
    assert (person, own.code) in await followers_of(session, root.id)


async def test_telling_the_same_twice_posts_it_once(session: AsyncSession, now: datetime) -> None:
    aporte = await an_aporte(session, now)
    for _ in range(2):
        people = await followers_of(session, aporte.id)
        message = Outgoing("Tu aporte {codigo} avanza")
        assert await tell(session, people, message, key="k", now=now) == 1

    rows = (await session.scalars(sa.select(OutboxMessage))).all()
    assert [row.payload["text"] for row in rows] == [
        f"Tu aporte {aporte.code[:3]}-{aporte.code[3:]} avanza"
    ]
