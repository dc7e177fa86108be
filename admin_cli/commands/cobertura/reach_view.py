"""How coverage is shown: by region, by silent district, by month."""

from collections.abc import Sequence

from admin_cli.commands.cobertura.reach_data import month_code
from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column
from intake.figures.reach import DistrictReach, Figures, MonthReach, Reach

_PEOPLE = (
    Column("ESCRIBIERON", "right"),
    Column("CONTARON", "right"),
    Column("NOTICIAS", "right"),
    Column("POSTULARON", "right"),
)


def show_regions(reach: Reach) -> None:
    """Show a line for each region, and all of them together at the end."""
    columns = (Column("REGIÓN"), Column("ALCANZADAS", "right"), Column("%", "right"), *_PEOPLE)
    rows = [
        (
            each.name,
            f"{each.reached} de {each.districts}",
            _share(each.reached, each.districts),
            *_figures(each.figures),
        )
        for each in reach.regions
    ]
    total = len(reach.districts)
    rows.append(
        (
            "Todo el Perú",
            f"{reach.reached} de {total}",
            _share(reach.reached, total),
            *_figures(reach.whole),
        )
    )
    output.show_table(columns, rows)
    if reach.placeless:
        output.talk(f"De distrito desconocido: {words.people(reach.placeless)}.")


def show_silent(silent: Sequence[DistrictReach], limit: int) -> None:
    """Show the districts nobody wrote from yet; the most populated first, where that is known."""
    columns = (
        Column("UBIGEO"),
        Column("DISTRITO", wraps=True),
        Column("PROVINCIA"),
        Column("REGIÓN"),
        Column("POBLACIÓN", "right"),
    )
    output.show_table(
        columns,
        [
            (
                each.district.ubigeo,
                each.district.name,
                each.district.province,
                each.district.department,
                "" if each.population is None else str(each.population),
            )
            for each in silent[:limit]
        ],
    )
    if len(silent) > limit:
        output.talk(f"…y {len(silent) - limit} más: use --limite.")
    if not any(each.population for each in silent):
        output.talk("No se conoce la población: impórtela con «ayni lugares importar».")


def show_months(months: Sequence[MonthReach]) -> None:
    """Show how the reach grew, month by month."""
    columns = (
        Column("MES"),
        Column("PERSONAS NUEVAS", "right"),
        Column("MUNICIPALIDADES NUEVAS", "right"),
        Column("ALCANZADAS EN TOTAL", "right"),
    )
    output.show_table(
        columns,
        [
            (month_code(each), str(each.people), str(each.new_districts), str(each.reached))
            for each in months
        ],
    )


def _figures(figures: Figures) -> tuple[str, ...]:
    return tuple(map(str, (figures.wrote, figures.told, figures.news, figures.applied)))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""
