"""Imported tables win over the built-in one; a bad file changes nothing."""

import gzip
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.places.places import ImportFileError, import_centres, import_districts, load_gazetteer
from intake.store.models.place import ImportedDistrict, PopulatedCentreRow

DISTRICTS = """ubigeo,departamento,provincia,distrito,capital,lat,lon,altitud,\
poblacion_2025,idh_2019
210607,Puno,Huancané,Taraco,Taraco,-15.3,-69.98,3815,14500,0.31
210699,Puno,Huancané,Nuevo Taraco,,,,,,
"""
CENTRES = """ubigeo,codigo_ccpp,nombre,tipo,lat,lon
210607,2106070001,RAMIS,Rural,-15.25,-69.87
210607,2106070002,SACO,Rural,-15.28,-69.95
"""


def _file(folder: Path, text: str, name: str = "tabla.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


async def test_without_imports_the_gazetteer_is_the_built_in_one(session: AsyncSession) -> None:
    gazetteer = await load_gazetteer(session)
    assert len(gazetteer.districts) == 1891
    assert await load_gazetteer(session) is gazetteer, "it was built again"


async def test_imported_districts_are_laid_over(session: AsyncSession, tmp_path: Path) -> None:
    report = await import_districts(session, _file(tmp_path, DISTRICTS))
    assert (report.rows, report.skipped) == (2, [])
    gazetteer = await load_gazetteer(session)
    assert gazetteer.get("210607").latitude == -15.3
    assert gazetteer.get("210699").name == "Nuevo Taraco"
    assert len(gazetteer.districts) == 1892
    row = await session.get_one(ImportedDistrict, "210607")
    assert (row.poblacion, row.idh, row.pobreza) == (14500, 0.31, None)


@pytest.mark.parametrize("name", ["centros.csv", "centros.csv.gz"])
async def test_imported_centres_decide_what_is_near(
    session: AsyncSession, tmp_path: Path, name: str
) -> None:
    told: list[int] = []
    report = await import_centres(session, _file(tmp_path, CENTRES, name), progress=told.append)
    assert (report.rows, told) == (2, [2])
    gazetteer = await load_gazetteer(session)
    assert gazetteer.nearest(-15.251, -69.871)[0].ubigeo == "210607"


async def test_importing_again_replaces(session: AsyncSession, tmp_path: Path) -> None:
    await import_centres(session, _file(tmp_path, CENTRES))
    await import_centres(session, _file(tmp_path, CENTRES.rsplit("\n", 2)[0] + "\n"))
    assert await session.scalar(sa.select(sa.func.count()).select_from(PopulatedCentreRow)) == 1


async def test_a_wrong_row_is_left_out_and_said(session: AsyncSession, tmp_path: Path) -> None:
    wrong = CENTRES + (
        "21069,2106070003,CORTO,Rural,-15.2,-69.8\n"
        "210607,2106070004,LEJOS,Rural,48.8,2.3\n"
        "210607,2106070005,,Rural,-15.2,-69.8\n"
        "210607,2106070001,OTRA VEZ,Rural,-15.2,-69.8\n"
        "210607,2106070006,SIN COLUMNAS\n"
    )
    report = await import_centres(session, _file(tmp_path, wrong))
    assert report.rows == 2
    said = " ".join(report.skipped)
    assert "Fila 4: la columna «ubigeo» dice «21069»" in said
    assert "Fila 5: la columna «lat» dice «48.8»" in said
    assert "Fila 6: la columna «nombre» está vacía" in said
    assert "Fila 7: el código 2106070001 ya estaba" in said
    assert "Fila 8: no tiene el número de columnas" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ubigeo,nombre\n1,2\n", "faltan las columnas: codigo_ccpp, lat, lon"),
        ("ubigeo,codigo_ccpp,nombre,tipo,lat,lon\n", "ninguna fila"),
        (CENTRES + "x,1,A,Rural,1,1\n" * 20, "parece otro archivo"),
    ],
)
async def test_another_file_changes_nothing(
    session: AsyncSession, tmp_path: Path, text: str, said: str
) -> None:
    await import_centres(session, _file(tmp_path, CENTRES))
    with pytest.raises(ImportFileError, match=said):
        await import_centres(session, _file(tmp_path, text, "otro.csv"))
    assert await session.scalar(sa.select(sa.func.count()).select_from(PopulatedCentreRow)) == 2


async def test_a_file_that_breaks_off_changes_nothing(
    session: AsyncSession, tmp_path: Path
) -> None:
    broken = tmp_path / "roto.csv.gz"
    broken.write_bytes(gzip.compress(CENTRES.encode())[:-12])
    with pytest.raises(ImportFileError, match="leer hasta el final"):
        await import_centres(session, broken)
    with pytest.raises(ImportFileError, match="No existe"):
        await import_centres(session, tmp_path / "nada.csv")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(CENTRES.replace("RAMIS", "ÑAÑA").encode("latin-1"))
    with pytest.raises(ImportFileError, match="UTF-8"):
        await import_centres(session, latin)


LIMA_AND_NORTH = """ubigeo,departamento,provincia,distrito,lat,lon
010101,Amazonas,Chachapoyas,Chachapoyas,-6.23,-77.87
021809,Áncash,Santa,Nuevo Chimbote,-9.12,-78.53
150101,Lima,Lima,Lima,-12.05,-77.04
"""


def _as_a_spreadsheet_saves_it(text: str) -> str:
    """Without the zeros in front, with a semicolon between, a comma in numbers, and its mark."""
    lines = [line.split(",") for line in text.splitlines()]
    for cells in lines[1:]:
        cells[0] = cells[0].removeprefix("0")
        cells[-2:] = [each.replace(".", ",") for each in cells[-2:]]
    return "\ufeff" + "\r\n".join(";".join(cells) for cells in lines) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
async def test_a_table_that_went_through_a_spreadsheet_is_the_same_table(
    session: AsyncSession, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "de_excel.csv"
    text = _as_a_spreadsheet_saves_it(LIMA_AND_NORTH)
    path.write_bytes(text.removeprefix("\ufeff" if encoding == "utf-16" else "").encode(encoding))

    report = await import_districts(session, path)

    assert (report.rows, report.skipped, report.repaired) == (3, [], 2)
    rows = list(await session.scalars(sa.select(ImportedDistrict).order_by("ubigeo")))
    assert [row.ubigeo for row in rows] == ["010101", "021809", "150101"]
    assert rows[1].provincia == "Santa"
    assert rows[1].lat == -9.12


async def test_columns_that_are_not_known_and_those_that_lack_are_said(
    session: AsyncSession, tmp_path: Path
) -> None:
    text = "ubigeo,departamento,provincia,distrito,pobreza\n210607,Puno,Huancané,Taraco,40\n"
    report = await import_districts(session, _file(tmp_path, text))

    assert report.unknown == ("pobreza",)
    assert "pct_pobreza_total_2018" in report.absent


async def test_the_code_of_a_centre_gets_its_zero_back_with_its_ubigeo(
    session: AsyncSession, tmp_path: Path
) -> None:
    text = "ubigeo;codigo_ccpp;nombre;lat;lon\n10101;101010001;PUMA;-6,2;-77,8\n"
    report = await import_centres(session, _file(tmp_path, text))

    assert (report.rows, report.repaired) == (1, 1)
    row = await session.scalar(sa.select(PopulatedCentreRow))
    assert row is not None
    assert (row.ubigeo, row.code) == ("010101", "0101010001")


async def test_where_no_row_is_right_the_reason_is_said(
    session: AsyncSession, tmp_path: Path
) -> None:
    text = "ubigeo,codigo_ccpp,nombre,lat,lon\n99999,1,A,-6.2,-77.8\n"
    with pytest.raises(ImportFileError, match="Fila 2: la columna «ubigeo» dice «99999»"):
        await import_centres(session, _file(tmp_path, text))
