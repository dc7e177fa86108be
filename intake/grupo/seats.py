"""Who holds each seat of the Grupo de Trabajo, and who stands in (Manual, arts. 12 and 16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.rules.organs import Seat, organs
from intake.store.journal import record
from intake.store.models import Operator, SeatHolder
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import spoken_date
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Held:
    """A seat on a day: its holder and the alternate, where they were named."""

    seat: Seat
    titular: SeatHolder | None
    alternate: SeatHolder | None


async def held_on(session: AsyncSession, day: date) -> Mapping[str, Held]:
    """Who holds every seat on a day, in the order of the Manual."""
    rows = await session.scalars(
        sa.select(SeatHolder).where(
            SeatHolder.since_on <= day,
            SeatHolder.until_on.is_(None) | (SeatHolder.until_on >= day),
        )
    )
    holders = {(each.seat, each.is_alternate): each for each in rows}
    return {
        id_: Held(seat, holders.get((id_, False)), holders.get((id_, True)))
        for id_, seat in organs().seats.items()
    }


async def name_holder(
    session: AsyncSession,
    seat_id: str,
    name: str,
    *,
    is_alternate: bool,
    document: str,
    since: date,
    by: Operator,
    now: datetime,
) -> SeatHolder:
    """Name who holds a seat; whoever had it until then leaves it the day before.

    An alternate is named by a communication to the chair (art. 16), which must be said.
    """
    check_secretaria(by, "Anotar quién ocupa un asiento")
    seat, name, document = organs().get(seat_id), clean(name, 120), clean(document)
    if not name:
        raise RefusedError("Escriba el nombre de la persona.")
    if is_alternate and not document:
        raise RefusedError(
            "Un alterno se designa con una comunicación a la presidencia (Manual, art. 16): diga "
            "cuál, con --documento «…»."
        )
    former = await _end_former(session, seat, since, is_alternate=is_alternate)
    holder = SeatHolder(
        seat=seat.id, is_alternate=is_alternate, name=name, document=document, since_on=since
    )
    session.add(holder)
    await session.flush()
    record(
        session,
        Verb.ASIENTO_ALTERNO if is_alternate else Verb.ASIENTO_TITULAR,
        now=now,
        operator_id=by.id,
        note=f"{seat.id}: {name}",
        before={"nombre": former.name} if former else {},
        after={"nombre": name, "desde": since.isoformat(), "documento": document},
    )
    return holder


async def _end_former(
    session: AsyncSession, seat: Seat, since: date, *, is_alternate: bool
) -> SeatHolder | None:
    """Whoever has it now, who leaves it the day before `since`."""
    former: SeatHolder | None = await session.scalar(
        sa.select(SeatHolder)
        .where(
            SeatHolder.seat == seat.id,
            SeatHolder.is_alternate.is_(is_alternate),
            SeatHolder.until_on.is_(None),
        )
        .with_for_update()
    )
    if former is not None:
        if since <= former.since_on:
            raise RefusedError(
                f"{former.name} está en ese asiento desde el {spoken_date(former.since_on)}: la "
                "fecha de quien le sigue debe ser posterior (--desde)."
            )
        former.until_on = since - timedelta(days=1)
    return former
