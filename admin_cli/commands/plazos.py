"""`ayni plazos`: the answers that are owed, what is late first."""

from collections import Counter
from datetime import date
from typing import Annotated, TypeAlias

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, JsonOption, LimitOption, PlaceOption, a_command
from admin_cli.terminal.output import Column, Json
from admin_cli.terminal.runner import read
from intake.places.rules.areas import prefixes_of
from intake.store.reader import Reader
from intake.triage import deadlines
from intake.triage.deadlines import Owed, OwedCount
from intake.words.calendar import lima_date
from intake.words.codes import spoken

app = a_command()
_WIDTH = 24
_Debts: TypeAlias = tuple[list[Owed], OwedCount, Counter[date], date]
"""Those asked for, how many there are in all, how many fall due each day, and what day it is."""


@app.command()
def command(
    dias: Annotated[
        int, typer.Option("--dias", min=0, max=60, help="Cuántos días hábiles por delante.")
    ] = deadlines.SOON_DAYS,
    region: PlaceOption = "",
    provincia: PlaceOption = "",
    mios: Annotated[bool, typer.Option("--mios", help="Solo los que tengo yo.")] = False,
    limite: LimitOption = 50,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista las respuestas vencidas y las que vencen pronto.

    \b
    Ejemplo:
      ayni plazos --dias 10 --region puno
    """

    async def query(session: AsyncSession, reader: Reader) -> _Debts:
        places: tuple[str, ...] = ()
        if region or provincia:
            places = prefixes_of(words.known_districts(), region=region, province=provincia)
        holder, now = reader.by.id if mios else None, reader.now
        found = await deadlines.list_owed(
            session, now=now, days=dias, places=places, holder_id=holder, limit=limite
        )
        counted = await deadlines.count_owed(session, now=now, days=dias)
        by_day = await deadlines.count_by_day(session, now=now, days=dias)
        return found, counted, by_day, lima_date(now)

    found, counted, by_day, today = read(como, query)
    if as_json:
        output.show_json([_as_json(each) for each in found])
        return
    if not found:
        output.talk("Ninguna respuesta vencida ni por vencer con ese filtro.")
        return
    _show(found, today)
    output.talk(_picture(by_day, today))
    output.talk(f"En toda la cola: {counted.late} vencidas y {counted.soon} por vencer.")


def _show(found: list[Owed], today: date) -> None:
    output.show_table(
        (
            Column("CÓDIGO", is_whole=True),
            Column("LUGAR", wraps=True),
            Column("VENCE"),
            Column("LO TIENE"),
        ),
        [
            (
                spoken(each.code),
                _place(each.ubigeo),
                _when(each, today),
                each.holder or "nadie",
            )
            for each in found
        ],
    )


def _picture(by_day: Counter[date], today: date) -> str:
    """A bar a day; what is late goes together."""
    late = sum(count for day, count in by_day.items() if day < today)
    rows = [("vencidas", late)] if late else []
    rows += [(words.day(day), by_day[day]) for day in sorted(by_day) if day >= today]
    most = max(count for _, count in rows)
    return "\n".join(
        f"  {label:<12} {'█' * max(1, round(_WIDTH * count / most)):<{_WIDTH}} {count}"
        for label, count in rows
    )


def _place(ubigeo: str | None) -> str:
    district = words.find_district(ubigeo)
    return district.label if district else "sin distrito"


def _when(owed: Owed, today: date) -> str:
    days = (owed.answer_by - today).days
    if days < 0:
        return f"venció hace {-days} d"
    return "hoy" if days == 0 else f"en {days} d"


def _as_json(owed: Owed) -> dict[str, Json]:
    return {
        "codigo": spoken(owed.code),
        "ubigeo": owed.ubigeo,
        "vence": owed.answer_by.isoformat(),
        "vencido": owed.is_late,
        "lo_tiene": owed.holder,
    }
