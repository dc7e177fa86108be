"""Departments, provinces and districts by code or by name: for whom a message or a call is."""

import re
from collections.abc import Iterable
from contextlib import suppress

from intake.errors import NotFoundError, RefusedError
from intake.places.rules.areas import prefixes_of
from intake.places.rules.gazetteer import District
from intake.places.rules.places import Gazetteer

_PROVINCE = re.compile(r"^\s*provincia\b\s*(de\b\s*)?", re.IGNORECASE)
_HOW = (
    "No se encontró «{text}». Escriba un departamento, «provincia Nombre», «Distrito, Provincia» o "
    "un ubigeo."
)


def find_region(text: str, gazetteer: Gazetteer) -> str:
    """The code of a place: 2 digits a department, 4 a province, 6 a district.

    «Puno» is the department; «provincia Puno», the province; «Taraco, Huancané», a district.
    Raises NotFoundError or, where several fit, RefusedError, which name what may be meant.
    """
    typed, districts = text.strip(), gazetteer.districts
    if typed.isdecimal():
        return _by_code(typed, districts)
    named = _PROVINCE.match(typed)
    if not (typed[named.end() :] if named else typed):
        raise NotFoundError(_HOW.format(text=text))
    if named:
        return _only(prefixes_of(districts, province=typed[named.end() :]), text)
    with suppress(NotFoundError):
        return prefixes_of(districts, region=typed)[0]  # no two departments share a name
    with suppress(NotFoundError):
        return _only(prefixes_of(districts, province=typed), text)
    match = gazetteer.search(text)
    if match.certainty == "sure":
        return match.candidates[0].ubigeo
    if not match.candidates:
        raise NotFoundError(_HOW.format(text=text))
    names = "; ".join(f"{each.label} ({each.ubigeo})" for each in match.candidates[:6])
    raise RefusedError(f"«{text}» puede ser: {names}. Repita con el ubigeo.")


def region_name(code: str, districts: Iterable[District]) -> str:
    """The region in words: «Puno», «provincia Huancané (Puno)», «Taraco, Huancané, Puno»."""
    for each in districts:
        if each.ubigeo.startswith(code):
            if len(code) == 2:
                return each.department
            if len(code) == 4:
                return f"provincia {each.province} ({each.department})"
            return each.label
    return code


def _by_code(code: str, districts: tuple[District, ...]) -> str:
    level = {2: "region", 4: "province", 6: "district"}.get(len(code))
    if level is None:
        raise NotFoundError(
            f"No hay un lugar con el código {code}: dos cifras son un departamento, cuatro una "
            "provincia y seis un distrito."
        )
    return prefixes_of(districts, **{level: code})[0]


def _only(codes: tuple[str, ...], text: str) -> str:
    if len(codes) > 1:
        raise RefusedError(f"Hay varias provincias «{text}»: {', '.join(codes)}. Use su código.")
    return codes[0]
