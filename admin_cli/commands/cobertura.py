"""`ayni cobertura`: which municipalities the Lab has reached, and which are silent."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from admin_cli.terminal import dates, output
from admin_cli.terminal.options import JsonOption, LimitOption, SinceOption, a_command, in_lima
from admin_cli.terminal.runner import Desk, run
from admin_cli.views import reach_view, source_view
from intake import localfiles
from intake.documents import maps
from intake.errors import RefusedError
from intake.figures.reach import MonthReach, Reach, Window, by_month, count_reach
from intake.outreach import sources
from intake.outreach.sources import Tally
from intake.words.calendar import lima_date, spoken_date
from intake.words.doors import Doors
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
    since = in_lima(desde) if desde else None
    window = Window(since, in_lima(hasta + timedelta(days=1)) if hasta else None)
    if por == "fuente":
        _by_source(window, as_json=as_json)
        return
    if meses:
        _by_month(meses, as_json=as_json)
        return
    shapes = _shapes(mapa, formas)

    async def work(desk: Desk) -> tuple[Reach, datetime]:
        async with desk.database.reading() as session:
            return await count_reach(session, window), desk.now

    reach, now = run(work)
    if a_csv is not None:
        _save(a_csv, reach_view.as_csv(reach))
    if mapa is not None:
        _save(mapa, _draw(shapes, reach, mapa.suffix[1:].lower(), now))
    if as_json:
        shown = reach_view.silent_as_json(reach.silent, limite)
        output.show_json(shown if silenciosos else reach_view.as_json(reach))
    elif silenciosos:
        reach_view.show_silent(reach.silent, limite)
    elif a_csv is None and mapa is None:
        reach_view.show_regions(reach)


def _by_source(window: Window, *, as_json: bool) -> None:
    async def work(desk: Desk) -> tuple[list[Tally], Doors]:
        async with desk.database.reading() as session:
            tallies = await sources.tally(session, since=window.since, until=window.until)
            return tallies, desk.settings.doors

    tallies, doors = run(work)
    if as_json:
        output.show_json([source_view.as_json(each, doors) for each in tallies])
    elif tallies:
        source_view.show_list(tallies)
    else:
        output.talk("Todavía no hay fuentes: cree una con «ayni fuente crear».")


def _by_month(count: int, *, as_json: bool) -> None:
    async def work(desk: Desk) -> list[MonthReach]:
        months = [Month.of(desk.now)]
        while len(months) < count:
            months.append(months[-1].previous)
        async with desk.database.reading() as session:
            return await by_month(session, months[::-1])

    found = run(work)
    if as_json:
        output.show_json(reach_view.months_as_json(found))
    else:
        reach_view.show_months(found)


def _shapes(mapa: Path | None, formas: Path | None) -> list[maps.Shape]:
    """Read before anything is counted: what is missing is said at once."""
    if mapa is None:
        return []
    if mapa.suffix.lower() not in {".png", ".pdf"}:
        raise typer.BadParameter(f"«{mapa.name}»: el mapa se escribe como .png o .pdf.")
    if formas is None:
        raise RefusedError(f"Falta --formas con el contorno de las regiones. {maps.WANTED}")
    return maps.read_shapes(formas)


def _draw(shapes: list[maps.Shape], reach: Reach, form: str, now: datetime) -> bytes:
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


def _save(path: Path, content: bytes) -> None:
    localfiles.write(path, content)
    output.talk(f"Escrito: {path}")
