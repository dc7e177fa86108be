"""How coverage is shown: by region, by silent district, by month, and for other programs."""

from collections.abc import Sequence

from admin_cli.terminal import output, spreadsheet, words
from admin_cli.terminal.output import Column, Json
from intake.figures.reach import DistrictReach, Figures, MonthReach, Reach

_PEOPLE = (
    Column("ESCRIBIERON", "right"),
    Column("CONTARON", "right"),
    Column("NOTICIAS", "right"),
    Column("POSTULARON", "right"),
)
_NAMES = ("escribieron", "contaron", "noticias", "postularon")


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
            (_month(each), str(each.people), str(each.new_districts), str(each.reached))
            for each in months
        ],
    )


def as_csv(reach: Reach) -> bytes:
    """Write a line for each district, also for those nobody wrote from."""
    header = ("ubigeo", "distrito", "provincia", "region", "poblacion")
    rows = [
        (
            each.district.ubigeo,
            each.district.name,
            each.district.province,
            each.district.department,
            each.population,
            *_counts(each.figures),
        )
        for each in reach.districts
    ]
    return spreadsheet.as_csv((*header, *_NAMES), rows)


def as_json(reach: Reach) -> dict[str, Json]:
    """Give the regions and the whole; the districts are in the CSV."""
    return {
        "municipalidades": len(reach.districts),
        "alcanzadas": reach.reached,
        "sin_distrito": reach.placeless,
        **_named(reach.whole),
        "regiones": [
            {
                "codigo": each.code,
                "region": each.name,
                "municipalidades": each.districts,
                "alcanzadas": each.reached,
                **_named(each.figures),
            }
            for each in reach.regions
        ],
    }


def silent_as_json(silent: Sequence[DistrictReach], limit: int) -> list[dict[str, Json]]:
    """Give the same districts as the table does."""
    return [
        {
            "ubigeo": each.district.ubigeo,
            "distrito": each.district.name,
            "provincia": each.district.province,
            "region": each.district.department,
            "poblacion": each.population,
        }
        for each in silent[:limit]
    ]


def months_as_json(months: Sequence[MonthReach]) -> list[dict[str, Json]]:
    """Give the same months as the table does."""
    return [
        {
            "mes": _month(each),
            "personas": each.people,
            "municipalidades_nuevas": each.new_districts,
            "alcanzadas": each.reached,
        }
        for each in months
    ]


def _named(figures: Figures) -> dict[str, int]:
    return dict(zip(_NAMES, _counts(figures), strict=True))


def _counts(figures: Figures) -> tuple[int, ...]:
    return figures.wrote, figures.told, figures.news, figures.applied


def _figures(figures: Figures) -> tuple[str, ...]:
    return tuple(map(str, _counts(figures)))


def _month(each: MonthReach) -> str:
    return f"{each.month.year}-{each.month.number:02}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""
