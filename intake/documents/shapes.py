"""The outlines of the regions, out of a GeoJSON file that somebody has."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.errors import DataFileError
from intake.localfiles import read_text

WANTED = (
    "Hace falta un archivo GeoJSON (FeatureCollection) con un contorno (Polygon o MultiPolygon) "
    "por región y, en sus propiedades, «code» con las dos cifras del ubigeo. Se encuentra en "
    "repositorios públicos de límites del Perú (INEI, MINAM-Geoservidor), por ejemplo "
    "github.com/juaneladio/peru-geojson, con la propiedad FIRST_IDDP."
)
_CODES = ("code", "codigo", "ubigeo", "FIRST_IDDP", "IDDPTO", "CCDD")
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One region: its rings, in degrees of longitude and latitude."""

    code: str
    rings: tuple[Ring, ...]


def read_shapes(path: Path) -> list[Shape]:
    """The outlines in a GeoJSON file; DataFileError says what file is wanted."""
    try:
        features = json.loads(read_text(path))["features"]
        found = [shape for feature in features if (shape := _shape(feature)) is not None]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as problem:
        raise DataFileError(f"{path.name} no se pudo leer como mapa. {WANTED}") from problem
    if not found:
        raise DataFileError(f"{path.name} no trae ninguna región con su código. {WANTED}")
    return found


def _shape(feature: Any) -> Shape | None:
    properties = feature["properties"]
    code = next((str(properties[name]) for name in _CODES if properties.get(name)), "")
    if not code.isdecimal():
        return None
    geometry = feature["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    elif geometry["type"] != "MultiPolygon":
        return None
    rings = tuple(
        tuple((float(point[0]), float(point[1])) for point in ring)
        for polygon in polygons
        for ring in polygon
    )
    return Shape(code.zfill(2)[:2], rings)
