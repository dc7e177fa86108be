"""The criteria file, read and checked: what necesidades are ordered by, and with what weight."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from intake.datafiles import read_yaml, shipped_text
from intake.errors import DataFileError
from intake.words.text import clean, word_set

HIGHEST = 5.0
"""The best value of a criterion; the worst is 0."""
ANCHORS = (0, 3, 5)
"""The values that a file must put into words."""
WHOLE = 100.0
"""What the weights of a file sum to, and the highest total."""
_MOST = 20
_ID = re.compile(r"[a-z_][a-z0-9_]{0,29}")
_FIELDS = word_set("id nombre peso mide automatico desde hasta notas fuente")


class Measure(StrEnum):
    """What an automatic criterion counts."""

    PERSONAS = "personas"
    """Distinct people behind it. Logarithmic."""
    POBREZA = "pobreza"
    """Per cent of poor people in those districts, each weighed by its inhabitants. Straight."""
    POBLACION = "poblacion"
    """Inhabitants of those districts. Logarithmic."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From what is counted to a value: fixed, so that another necesidad moves nobody's value."""

    measure: Measure
    lowest: float
    """What is worth 0, in the unit of the measure."""
    highest: float
    """What is worth HIGHEST."""

    def value(self, counted: float) -> float:
        """From 0 to HIGHEST; what lies outside of the scale is worth its end."""
        low, high, here = (self._along(each) for each in (self.lowest, self.highest, counted))
        return HIGHEST * min(1.0, max(0.0, (here - low) / (high - low)))

    def _along(self, counted: float) -> float:
        return counted if self.measure is Measure.POBREZA else math.log1p(max(0.0, counted))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: counted by a scale, or else valued by people with words for three values."""

    id: str
    name: str
    weight: float
    """Its part of WHOLE."""
    about: str
    source: str
    scale: Scale | None
    anchors: Mapping[int, str]
    """What 0, 3 and 5 mean; empty if it is counted."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A whole file. The order is that of the columns."""

    criteria: tuple[Criterion, ...]

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each, in their order."""
        return {each.id: each.weight for each in self.criteria}

    @property
    def by_people(self) -> tuple[Criterion, ...]:
        """Those that people value."""
        return tuple(each for each in self.criteria if each.scale is None)

    def find(self, id_: str) -> Criterion | None:
        """The one with this id, however its capitals were typed."""
        wanted = id_.strip().lower()
        return next((each for each in self.criteria if each.id == wanted), None)


@dataclass(frozen=True, slots=True)
class CriteriaChanges:
    """The difference of two files, by id, in the order of the newer."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    weighed: Mapping[str, tuple[float, float]]
    """Weight before and after."""
    reworded: tuple[str, ...]
    """Another name, measure, scale or meaning of its values."""

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.removed or self.weighed or self.reworded)


@cache
def builtin_text() -> str:
    """The file that comes with the product."""
    return shipped_text("criteria.yaml")


@cache
def builtin_criteria() -> Criteria:
    """The criteria that come with the product."""
    return read_criteria(builtin_text())


def read_criteria(text: str) -> Criteria:
    """Read and check a criteria file; DataFileError says in Spanish what is wrong."""
    found = tuple(_criterion(row, place) for place, row in enumerate(_rows(text), 1))
    ids = [each.id for each in found]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
    if twice:
        raise DataFileError(f"El criterio «{twice}» está dos veces.")
    total = sum(each.weight for each in found)
    if abs(total - WHOLE) > 1e-6:
        raise DataFileError(f"Los pesos suman {total:g} y deben sumar {WHOLE:g}.")
    return Criteria(found)


def _rows(text: str) -> list[object]:
    data = read_yaml(text, "El archivo de criterios")
    rows = data.get("criterios") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows:
        raise DataFileError("Al archivo de criterios le falta «criterios», con uno o más.")
    unknown = sorted(str(key) for key in data.keys() - {"version", "criterios"})
    if unknown:
        raise DataFileError(f"En el archivo de criterios no se conoce «{unknown[0]}».")
    if len(rows) > _MOST:
        raise DataFileError(f"Son {len(rows)} criterios; a lo más pueden ser {_MOST}.")
    return rows


def compare(old: Criteria, new: Criteria) -> CriteriaChanges:
    """What changed from `old` to `new`."""
    before, after = ({each.id: each for each in which.criteria} for which in (old, new))
    both = [id_ for id_ in after if id_ in before]
    return CriteriaChanges(
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        weighed={
            id_: (before[id_].weight, after[id_].weight)
            for id_ in both
            if before[id_].weight != after[id_].weight
        },
        reworded=tuple(
            id_ for id_ in both if replace(before[id_], weight=after[id_].weight) != after[id_]
        ),
    )


def _criterion(row: object, place: int) -> Criterion:
    if not isinstance(row, dict):
        raise DataFileError(f"El criterio {place} debe tener campos con su valor, y dice: {row}.")
    id_, where = _id(row, place)
    unknown = sorted(str(key) for key in row.keys() - _FIELDS)
    if unknown:
        raise DataFileError(
            f"En {where} no se conoce «{unknown[0]}»; puede ser {', '.join(sorted(_FIELDS))}."
        )
    name, about, source = (_words(row, field, where) for field in ("nombre", "mide", "fuente"))
    weight = _number(row, "peso", where)
    if weight <= 0:
        raise DataFileError(f"El «peso» de {where} debe ser mayor que 0.")
    if ("automatico" in row) == ("notas" in row):
        raise DataFileError(
            f"Para {where} diga «automatico» (si sale de los datos) o «notas» (si lo puntúan "
            "personas): uno de los dos."
        )
    scale = _scale(row, where) if "automatico" in row else None
    anchors = {} if scale else _anchors(row, where)
    return Criterion(id_, name, weight, about, source, scale, anchors)


def _id(row: dict[str, object], place: int) -> tuple[str, str]:
    """The id, and how the criterion is called where something is wrong with it."""
    id_ = str(row.get("id") or "")
    where = f"el criterio «{id_}»" if id_ else f"el criterio {place}"
    if not _ID.fullmatch(id_):
        raise DataFileError(
            f"El «id» de {where} debe ser una palabra en minúsculas, sin tildes ni espacios."
        )
    return id_, where


def _scale(row: dict[str, object], where: str) -> Scale:
    measure = str(row["automatico"])
    if measure not in list(Measure):
        raise DataFileError(
            f"El «automatico» de {where} puede ser {', '.join(Measure)}, y dice: {measure}."
        )
    lowest, highest = (_number(row, field, where) for field in ("desde", "hasta"))
    if not 0 <= lowest < highest:
        raise DataFileError(f"En {where}, «desde» debe ser 0 o más, y «hasta», mayor que «desde».")
    return Scale(Measure(measure), lowest, highest)


def _anchors(row: dict[str, object], where: str) -> dict[int, str]:
    if "desde" in row or "hasta" in row:
        raise DataFileError(f"En {where}, «desde» y «hasta» van solo con «automatico».")
    given = row["notas"]
    if not isinstance(given, dict) or set(given) != set(ANCHORS):
        raise DataFileError(f"En {where}, «notas» debe decir qué significan 0, 3 y 5.")
    said = {value: clean(str(given[value] or "")) for value in ANCHORS}
    if not all(said.values()):
        raise DataFileError(f"En {where}, una de las «notas» está vacía.")
    return said


def _words(row: dict[str, object], field: str, where: str) -> str:
    said = clean(str(row.get(field) or ""))
    if not said:
        raise DataFileError(f"A {where} le falta «{field}».")
    return said


def _number(row: dict[str, object], field: str, where: str) -> float:
    value = row.get(field)
    # YAML reads «si» and «no» as truth, and truth is a number to Python.
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DataFileError(f"El «{field}» de {where} debe ser un número, y dice: {value}.")
    return float(value)
