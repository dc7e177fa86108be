"""Mending how an acuerdo was written down, while what it decides stays."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo.acuerdos import about, check_due, get_acuerdo
from intake.store.journal import record
from intake.store.models import Acuerdo, AcuerdoUpdate, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Rectified:
    """What a rectification puts right; None leaves it as it is."""

    text: str | None = None
    responsible: str | None = None
    due_on: date | None = None
    reason: str | None = None


async def rectify(
    session: AsyncSession,
    code: str,
    put_right: Rectified,
    why: str,
    *,
    by: Operator,
    now: datetime,
) -> Acuerdo:
    """Mend how an acuerdo was written down; what it said before is kept with it.

    What it decides does not change (TUO de la Ley 27444, art. 212.1): for that there is a vote.
    """
    check_secretaria(by, "Rectificar un acuerdo")
    acuerdo = await get_acuerdo(session, code, for_update=True)
    why = clean(why)
    if not why:
        raise RefusedError("Escriba por qué se rectifica: --motivo «…».")
    before, after = {}, {}
    for name, label in _LABELS.items():
        value = getattr(put_right, name)
        value = clean(value) if isinstance(value, str) else value
        if not value or value == getattr(acuerdo, name):
            continue
        before[label], after[label] = _said(getattr(acuerdo, name)), _said(value)
        setattr(acuerdo, name, value)
    if not after:
        raise RefusedError(
            "Diga qué se rectifica: --texto, --responsable, --vence o --fundamento, con otro valor."
        )
    if put_right.due_on is not None:
        check_due(put_right.due_on, now)
    changes = "; ".join(
        f"{label}: decía «{before[label]}», dice «{after[label]}»" for label in after
    )
    text = f"{RECTIFIED} {changes}. Motivo: {why}"
    session.add(AcuerdoUpdate(acuerdo_id=acuerdo.id, at=now, operator_id=by.id, text=text))
    record(
        session,
        Verb.ACUERDO_RECTIFICAR,
        about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"{acuerdo.code}: {why}",
        before=before,
        after={"acuerdo": acuerdo.code, **after},
    )
    return acuerdo


RECTIFIED = "Rectificado."
"""With this begins the update that keeps what an acuerdo said before."""
_LABELS = {
    "text": "texto",
    "responsible": "responsable",
    "due_on": "plazo",
    "reason": "fundamento",
}


def _said(value: date | str | None) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or "nada"
