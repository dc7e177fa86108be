"""The area that a filter names: region, province and district, by name or by ubigeo."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process

from intake.errors import NotFoundError
from intake.places.rules.gazetteer import District
from intake.words.text import normalise

_LENGTHS = {"región": 2, "provincia": 4, "distrito": 6}


def prefixes_of(
    districts: Iterable[District], *, region: str = "", province: str = "", district: str = ""
) -> tuple[str, ...]:
    """The beginnings of ubigeo that cover the area; none if nothing was named.

    A name that several places share means all of them, unless a wider one narrows it.
    NotFoundError offers names that are nearly alike.
    """
    districts = tuple(districts)
    found: set[str] = set()
    wider = ""
    for level, typed in (("región", region), ("provincia", province), ("distrito", district)):
        if not typed.strip():
            continue
        here = _codes(districts, level, typed)
        narrowed = {code for code in here if not found or code.startswith(tuple(found))}
        if not narrowed:
            raise NotFoundError(f"No hay {_an(level)} «{typed}» dentro de {wider}.")
        found, wider = narrowed, f"«{typed}»"
    return tuple(sorted(found))


def _codes(districts: tuple[District, ...], level: str, typed: str) -> set[str]:
    names: dict[str, set[str]] = defaultdict(set)
    shown: dict[str, str] = {}
    for each in districts:
        name = {"región": each.department, "provincia": each.province, "distrito": each.name}[level]
        names[normalise(name)].add(each.ubigeo[: _LENGTHS[level]])
        shown[normalise(name)] = name
    if typed.strip().isdigit():
        code = typed.strip()
        if any(code in codes for codes in names.values()):
            return {code}
        raise NotFoundError(
            f"No hay {_an(level)} con el ubigeo {code}: son {_LENGTHS[level]} cifras."
        )
    name = normalise(typed)
    if name in names:
        return names[name]
    near = [shown[each] for each, _, _ in process.extract(name, list(names), limit=3)]
    raise NotFoundError(f"No hay {_an(level)} «{typed}». ¿Quiso decir {', '.join(near)}?")


def _an(level: str) -> str:
    return ("un " if level == "distrito" else "una ") + level
