"""Departments, provinces and districts by code or by name: for whom a message or a call is."""

import re
from collections.abc import Iterable

from intake.errors import NotFoundError, RefusedError
from intake.rules.gazetteer import District
from intake.rules.places import Gazetteer
from intake.rules.text import normalise

_PROVINCE = re.compile(r"^\s*provincia\s+(de\s+)?", re.IGNORECASE)


def find_region(text: str, gazetteer: Gazetteer) -> str:
    """The code of a place: 2 digits a department, 4 a province, 6 a district.

    «Puno» is the department; «provincia Puno», the province; «Taraco, Huancané», a district.
    Raises NotFoundError or, where several fit, RefusedError, which name what may be meant.
    """
    districts = gazetteer.districts
    if text.strip().isdecimal():
        return _by_code(text.strip(), districts)
    wanted = normalise(_PROVINCE.sub("", text))
    wants_province = _PROVINCE.match(text) is not None
    departments = {normalise(each.department): each.ubigeo[:2] for each in districts}
    if wanted in departments and not wants_province:
        return departments[wanted]
    provinces = sorted(
        {each.ubigeo[:4] for each in districts if normalise(each.province) == wanted}
    )
    if len(provinces) == 1:
        return provinces[0]
    if wants_province:
        raise NotFoundError(f"No hay una provincia «{text}». Use su código de cuatro cifras.")
    match = gazetteer.search(text)
    if match.certainty == "sure":
        return match.candidates[0].ubigeo
    if not match.candidates:
        raise NotFoundError(
            f"No se encontró «{text}». Escriba un departamento, «provincia Nombre», «Distrito, "
            "Provincia» o un ubigeo."
        )
    names = "; ".join(f"{each.label} ({each.ubigeo})" for each in match.candidates[:6])
    raise RefusedError(f"«{text}» puede ser: {names}. Repita con el ubigeo.")


def region_name(code: str, districts: Iterable[District]) -> str:
    """«Puno», «provincia Huancané (Puno)», «Taraco, Huancané, Puno»."""
    for each in districts:
        if each.ubigeo.startswith(code):
            if len(code) == 2:
                return each.department
            if len(code) == 4:
                return f"provincia {each.province} ({each.department})"
            return each.label
    return code


def _by_code(code: str, districts: Iterable[District]) -> str:
    if len(code) in {2, 4, 6} and any(each.ubigeo.startswith(code) for each in districts):
        return code
    raise NotFoundError(
        f"No hay un lugar con el código {code}: dos cifras son un departamento, cuatro una "
        "provincia y seis un distrito."
    )
