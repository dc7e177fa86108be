"""Places from files into the database, and from the database into one gazetteer."""

import csv
import gzip
import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from sys import intern
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import IntakeError
from intake.localfiles import NotTextError, decoded, why
from intake.places.rules.places import District, Gazetteer, PopulatedCentre, builtin_districts
from intake.store.models.place import ImportedDistrict, PopulatedCentreRow
from intake.words.text import clean

Progress = Callable[[int], None]
Row = dict[str, Any]

_BATCH = 2000
_SEPARATORS = (",", ";", "\t")
_MOST_SKIPPED_SHARE = 0.05
# Column of the file -> column of the table, and whether it must not be empty.
_DISTRICT_COLUMNS = {
    "ubigeo": ("ubigeo", True),
    "departamento": ("departamento", True),
    "provincia": ("provincia", True),
    "distrito": ("distrito", True),
    "capital": ("capital", False),
    "lat": ("lat", False),
    "lon": ("lon", False),
    "altitud": ("altitud", False),
    "poblacion_2025": ("poblacion", False),
    "idh_2019": ("idh", False),
    "pct_pobreza_total_2018": ("pobreza", False),
    "pct_pobreza_extrema_2013": ("pobreza_extrema", False),
}
_CENTRE_COLUMNS = {
    "ubigeo": ("ubigeo", True),
    "codigo_ccpp": ("code", True),
    "nombre": ("name", True),
    "tipo": ("kind", False),
    "lat": ("lat", True),
    "lon": ("lon", True),
}
_NUMBERS = {
    "lat": (-19.0, 1.0),
    "lon": (-82.0, -68.0),
    "altitud": (-100.0, 7000.0),
    "poblacion": (0.0, 2e7),
    "idh": (0.0, 1.0),
    "pobreza": (0.0, 100.0),
    "pobreza_extrema": (0.0, 100.0),
}


class ImportFileError(IntakeError):
    """Ese archivo no se pudo importar. No se cambió nada."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was taken of a file and what was not."""

    rows: int
    skipped: list[str]
    """A sentence for each row left out."""
    repaired: int = 0
    """Rows that got back a zero that was lost."""
    unknown: tuple[str, ...] = ()
    """Columns of the file of which nothing is known."""
    absent: tuple[str, ...] = ()
    """Columns that it could have and has not: what they would say is empty now."""


async def import_districts(
    session: AsyncSession, path: Path, *, progress: Progress | None = None
) -> ImportReport:
    """Replace the imported districts by those of a .csv or .csv.gz; all of it or nothing."""
    return await _import(session, path, ImportedDistrict, _DISTRICT_COLUMNS, "ubigeo", progress)


async def import_centres(
    session: AsyncSession, path: Path, *, progress: Progress | None = None
) -> ImportReport:
    """Replace the populated centres by those of a .csv or .csv.gz; all of it or nothing."""
    return await _import(session, path, PopulatedCentreRow, _CENTRE_COLUMNS, "code", progress)


async def imported_districts(session: AsyncSession) -> list[District]:
    """The districts that were imported, and nothing more; reading none costs nothing."""
    row = ImportedDistrict
    columns = (row.ubigeo, row.distrito, row.provincia, row.departamento)
    found = await session.execute(sa.select(*columns, row.lat, row.lon, row.capital))
    return [District(*each) for each in found]


async def load_gazetteer(session: AsyncSession) -> Gazetteer:
    """The built-in districts overlaid with the imported ones, and the imported centres."""
    changes = await imported_districts(session)
    centre = PopulatedCentreRow
    rows = await session.execute(sa.select(centre.name, centre.ubigeo, centre.lat, centre.lon))
    # One text for each ubigeo, not one for each of its hundred villages.
    centres = [PopulatedCentre(name, intern(code), lat, lon) for name, code, lat, lon in rows]
    if not (changes or centres):
        return Gazetteer.builtin()
    districts = {d.ubigeo: d for d in builtin_districts()}
    for imported in changes:
        own = districts.get(imported.ubigeo, imported)
        is_placed = imported.latitude is not None and imported.longitude is not None
        districts[imported.ubigeo] = replace(
            imported,
            latitude=imported.latitude if is_placed else own.latitude,
            longitude=imported.longitude if is_placed else own.longitude,
            capital=imported.capital or own.capital,
        )
    return Gazetteer(districts.values(), centres)


async def _import(
    session: AsyncSession,
    path: Path,
    table: type[ImportedDistrict | PopulatedCentreRow],
    columns: dict[str, tuple[str, bool]],
    key: str,
    progress: Progress | None,
) -> ImportReport:
    # Read to the end first: a file that breaks off must leave what is there as it is.
    rows, skipped, repaired, names = _read(path, columns, key)
    if not rows:
        first = " ".join(skipped[:3])
        raise ImportFileError(
            f"«{path.name}» no tiene ninguna fila que sirva. No se cambió nada. {first}".strip()
        )
    if len(skipped) > _MOST_SKIPPED_SHARE * (len(rows) + len(skipped)) + 5:
        first = " ".join(skipped[:3])
        raise ImportFileError(
            f"«{path.name}» tiene {len(skipped)} filas con errores; parece otro archivo. "
            f"No se cambió nada. {first}"
        )
    async with session.begin_nested():
        await session.execute(sa.delete(table))
        iterator = iter(rows)
        done = 0
        while batch := list(islice(iterator, _BATCH)):
            await session.execute(sa.insert(table), batch)
            done += len(batch)
            if progress:
                progress(done)
    unknown = tuple(sorted(names - columns.keys()))
    return ImportReport(
        len(rows), skipped, repaired, unknown, tuple(sorted(columns.keys() - names))
    )


def _read(
    path: Path, columns: dict[str, tuple[str, bool]], key: str
) -> tuple[list[Row], list[str], int, set[str]]:
    rows: list[Row] = []
    names: set[str] = set()
    skipped: list[str] = []
    seen: set[str] = set()
    repaired = 0
    for number, raw in _lines(path, columns):
        names = names or {str(name) for name in raw if name}
        is_repaired = _give_back_zero(raw)
        problem, row = _checked(raw, columns)
        if not problem and row[key] in seen:
            problem = f"el código {row[key]} ya estaba más arriba"
        if problem:
            skipped.append(f"Fila {number}: {problem}.")
            continue
        seen.add(row[key])
        rows.append(row)
        repaired += is_repaired
    return rows, skipped, repaired, names


def _give_back_zero(raw: Row) -> bool:
    """Put back the zero at the front of a ubigeo and its codes, which a spreadsheet takes away.

    Only where that gives a district that there is: nobody knows which digit was forgotten.
    """
    ubigeo, code = (str(raw.get(name) or "").strip() for name in ("ubigeo", "codigo_ccpp"))
    has_lost = len(ubigeo) == 5 and ubigeo.isdecimal() and f"0{ubigeo}" in _known_ubigeos()
    if has_lost:
        ubigeo = raw["ubigeo"] = f"0{ubigeo}"
    if len(code) == 9 and code.isdecimal() and f"0{code}".startswith(ubigeo):
        raw["codigo_ccpp"] = f"0{code}"
    return has_lost


@cache
def _known_ubigeos() -> frozenset[str]:
    return frozenset(district.ubigeo for district in builtin_districts())


def _lines(path: Path, columns: dict[str, tuple[str, bool]]) -> Iterator[tuple[int, Row]]:
    needed = {name for name, (_, must) in columns.items() if must}
    lines = _text(path).splitlines(keepends=True)
    first = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=max(_SEPARATORS, key=first.count))
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        missing = sorted(needed - set(names))
        if missing:
            raise ImportFileError(
                f"A «{path.name}» le faltan las columnas: {', '.join(missing)}. La primera línea "
                "debe decir los nombres de las columnas, separados por comas o punto y coma."
            )
        for row in reader:
            yield reader.line_num, row
    except csv.Error as problem:
        raise ImportFileError(
            f"«{path.name}» no se entiende como CSV en la línea {reader.line_num}: {problem}."
        ) from problem


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return decoded(content, path.name)
    except FileNotFoundError as problem:
        raise ImportFileError(f"No existe el archivo «{path}».") from problem
    except NotTextError as problem:
        raise ImportFileError(f"{problem} No se cambió nada.") from problem
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise ImportFileError(
            f"«{path.name}» no se pudo leer hasta el final: está roto o incompleto. "
            "No se cambió nada."
        ) from problem
    except OSError as problem:
        raise ImportFileError(f"No se pudo leer «{path}»: {why(problem)}.") from problem


def _checked(raw: Row, columns: dict[str, tuple[str, bool]]) -> tuple[str, Row]:
    """What is wrong with a line, if anything, and its values by the columns of the table."""
    row: Row = {}
    if None in raw or None in raw.values():
        return "no tiene el número de columnas que dice la primera línea", row
    for name, (column, must) in columns.items():
        value = clean(raw.get(name) or "", 200)
        if must and not value:
            return f"la columna «{name}» está vacía", row
        wrong = _wrong(name, column, value)
        if wrong:
            return wrong, row
        row[column] = _value(column, value)
    return "", row


def _wrong(name: str, column: str, value: str) -> str:
    if not value:
        return ""
    if column in _NUMBERS:
        number = _number(value)
        low, high = _NUMBERS[column]
        is_within = number is not None and low <= number <= high
        return "" if is_within else _out_of_range(name, value, low, high)
    is_ubigeo = len(value) == 6 and value.isdecimal()
    return "" if column != "ubigeo" or is_ubigeo else _not_a_ubigeo(value)


def _value(column: str, value: str) -> str | float | None:
    if not value:
        return "" if column == "kind" else None
    if column not in _NUMBERS:
        return value
    number = _number(value)
    return round(number) if column == "poblacion" and number is not None else number


def _not_a_ubigeo(value: str) -> str:
    said = f"la columna «ubigeo» dice «{value}» y debe tener seis cifras"
    if len(value) == 5 and value.isdecimal():
        said += f" (con un cero delante sería 0{value}, que no es de ningún distrito conocido)"
    return said


def _out_of_range(name: str, value: str, low: float, high: float) -> str:
    return f"la columna «{name}» dice «{value}» y debe ser un número de {low:g} a {high:g}"


def _number(text: str) -> float | None:
    """With a point, or with the comma that a spreadsheet in Spanish writes."""
    try:
        number = float(text.replace(",", ".") if "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
