"""Coverage for other programs: as CSV and as JSON."""

from collections.abc import Sequence

from admin_cli.terminal import spreadsheet
from admin_cli.terminal.output import Json
from intake.figures.reach import DistrictReach, Figures, MonthReach, Reach

_NAMES = ("escribieron", "contaron", "noticias", "postularon")


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
            "mes": month_code(each),
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


def month_code(each: MonthReach) -> str:
    """Write a month as «2026-11»."""
    return f"{each.month.year}-{each.month.number:02}"
