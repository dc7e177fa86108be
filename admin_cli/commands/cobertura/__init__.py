"""`ayni cobertura`: which municipalities the Lab has reached, and which are silent."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.cobertura import reach_data, reach_view
from admin_cli.terminal import dates, output
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.options import JsonOption, LimitOption, SinceOption, a_command
from admin_cli.terminal.runner import look_up
from admin_cli.views import source_view
from intake import localfiles
from intake.documents import maps
from intake.documents.shapes import WANTED, Shape, read_shapes
from intake.errors import RefusedError
from intake.figures.reach import MonthReach, Reach, Window, by_month, count_reach
from intake.outreach import arrivals
from intake.words.calendar import lima_date, spoken_date
from intake.words.months import Month

app = a_command()
ByOption = Annotated[Literal["region", "fuente"], typer.Option(help="Por región o por fuente.")]
UntilOption = Annotated[
    datetime | None,
    typer.Option(parser=dates.day, metavar=dates.DAY, help="Hasta qué día, inclusive."),
]
MonthsOption = Annotated[
    int,
    typer.Option(
        metavar="N", min=0, max=120, help="Cómo creció en los últimos N meses.", show_default=False
    ),
]
SilentOption = Annotated[
    bool, typer.Option("--silenciosos", help="Los distritos de donde nadie escribió aún.")
]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", metavar="ARCHIVO", help="Escribe todos los distritos.")
]
MapOption = Annotated[
    Path | None, typer.Option(metavar="ARCHIVO", help="Dibuja el mapa: .png o .pdf.")
]
ShapesOption = Annotated[
    Path | None, typer.Option(metavar="ARCHIVO", help="GeoJSON con el contorno de las regiones.")
]


@app.command()
def command(  # noqa: PLR0913, PLR0917 each option is an argument
    por: ByOption = "region",
    desde: SinceOption = None,
    hasta: UntilOption = None,
    meses: MonthsOption = 0,
    silenciosos: SilentOption = False,
    limite: LimitOption = 50,
    a_csv: CsvOption = None,
    mapa: MapOption = None,
    formas: ShapesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra a qué municipalidades llegó el Laboratorio, y de cuáles no escribió nadie.

    \b
    Ejemplo:
      ayni cobertura
      ayni cobertura --silenciosos --limite 20
      ayni cobertura --mapa mapa.png --formas departamentos.geojson
    """
    window = _window(desde, hasta)
    if por == "fuente":
        _by_source(window, as_json=as_json)
        return
    if meses:
        _by_month(meses, as_json=as_json)
        return
    shapes = _shapes(mapa, formas)

    async def query(session: AsyncSession, now: datetime) -> tuple[Reach, datetime]:
        return await count_reach(session, window), now

    reach, now = look_up(query)
    files: dict[Path, bytes] = {}
    if a_csv is not None:
        files[a_csv] = reach_data.as_csv(reach)
    if mapa is not None:
        files[mapa] = _draw(shapes, reach, mapa.suffix[1:].lower(), now)
    for path, content in files.items():
        localfiles.write(path, content)
        output.talk(f"Escrito: {path}")
    if as_json or silenciosos or not files:
        _show(reach, limite, only_silent=silenciosos, as_json=as_json)


def _window(since: datetime | None, until: datetime | None) -> Window:
    """From the first day to the last one, inclusive."""
    return Window(
        in_lima(since) if since else None,
        in_lima(until + timedelta(days=1)) if until else None,
    )


def _show(reach: Reach, limit: int, *, only_silent: bool, as_json: bool) -> None:
    if as_json:
        shown = reach_data.silent_as_json(reach.silent, limit)
        output.show_json(shown if only_silent else reach_data.as_json(reach))
    elif only_silent:
        reach_view.show_silent(reach.silent, limit)
    else:
        reach_view.show_regions(reach)


def _by_source(window: Window, *, as_json: bool) -> None:
    tallies = look_up(
        lambda session, _: arrivals.tally(session, since=window.since, until=window.until)
    )
    if as_json:
        doors = source_view.doors()
        output.show_json([source_view.as_json(each, doors) for each in tallies])
    elif tallies:
        source_view.show_list(tallies)
    else:
        output.talk("Todavía no hay fuentes: cree una con «ayni fuente crear».")


def _by_month(count: int, *, as_json: bool) -> None:
    async def query(session: AsyncSession, now: datetime) -> list[MonthReach]:
        months = [Month.of(now)]
        while len(months) < count:
            months.append(months[-1].previous)
        return await by_month(session, months[::-1])

    found = look_up(query)
    if as_json:
        output.show_json(reach_data.months_as_json(found))
    else:
        reach_view.show_months(found)


def _shapes(mapa: Path | None, formas: Path | None) -> list[Shape]:
    """Read before anything is counted: what is missing is said at once."""
    if mapa is None:
        return []
    if mapa.suffix.lower() not in {".png", ".pdf"}:
        raise typer.BadParameter(f"«{mapa.name}»: el mapa se escribe como .png o .pdf.")
    if formas is None:
        raise RefusedError(f"Falta --formas con el contorno de las regiones. {WANTED}")
    return read_shapes(formas)


def _draw(shapes: list[Shape], reach: Reach, form: str, now: datetime) -> bytes:
    total = len(reach.districts)
    share = 100 * reach.reached / total if total else 0
    values = {
        each.code: maps.Value(each.name, each.reached, each.districts) for each in reach.regions
    }
    return maps.draw(
        shapes,
        values,
        title="Municipalidades a las que llegó el Laboratorio",
        note=f"{reach.reached} de {total} ({share:.0f} %), al {spoken_date(lima_date(now))}",
        form=form,
    )
