"""Risks, critical points and bottlenecks, derived from figures by rules that are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import yaml

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError

Metrics = Mapping[str, int | None]
"""Figures by name; None: it cannot be said yet."""
FILE = "risks.yaml"


class RiskKind(StrEnum):
    """What the monthly report must tell apart (Manual, art. 25.s)."""

    RIESGO = "riesgo"
    PUNTO_CRITICO = "punto_critico"
    CUELLO_DE_BOTELLA = "cuello_de_botella"


@dataclass(frozen=True, slots=True)
class RiskRule:
    """Holds where its figure is `at_least`, or `at_most`, its threshold."""

    id: str
    kind: RiskKind
    metric: str
    at_least: float | None
    at_most: float | None
    sentence: str
    """`{cifra}` and any other figure, by its name."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A rule that holds, said with its figures, and the threshold it passed."""

    id: str
    kind: RiskKind
    sentence: str
    threshold: str


def derive(rules: tuple[RiskRule, ...], metrics: Metrics) -> list[Risk]:
    """The rules that hold, in their order. A figure that cannot be said holds no rule."""
    return [_said(rule, metrics) for rule in rules if _holds(rule, metrics)]


@cache
def read_risks(
    text: str | None = None, names: frozenset[str] = frozenset()
) -> tuple[RiskRule, ...]:
    """The rules of a file, or the built-in ones; `names` are the figures that a rule may use.

    DataFileError says which rule is wrong and how.
    """
    source = shipped_text(FILE) if text is None else text
    try:
        data = parse_yaml(source)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f", línea {mark.line + 1}" if mark else ""
        raise DataFileError(f"El archivo de riesgos no se puede leer{where}.") from None
    rows = data.get("riesgos") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise DataFileError("El archivo de riesgos debe tener una lista «riesgos:».")
    rules = tuple(_rule(row, place) for place, row in enumerate(rows, start=1))
    for rule in rules:
        _check(rule, names)
    return rules


def _rule(given: object, place: int) -> RiskRule:
    row = given if isinstance(given, dict) else {}
    try:
        limits = [None if row.get(key) is None else float(row[key]) for key in ("desde", "hasta")]
        return RiskRule(
            str(row["id"]),
            RiskKind(row["tipo"]),
            str(row["cifra"]),
            limits[0],
            limits[1],
            " ".join(str(row["frase"]).split()),
        )
    except (KeyError, TypeError, ValueError):
        raise DataFileError(
            f"Riesgo «{row.get('id', place)}»: debe tener id, tipo ({', '.join(RiskKind)}), cifra, "
            "desde o hasta (un número) y frase."
        ) from None


def _check(rule: RiskRule, names: frozenset[str]) -> None:
    if (rule.at_least is None) == (rule.at_most is None):
        raise DataFileError(f"Riesgo «{rule.id}»: ponga «desde» o «hasta», uno de los dos.")
    if not names:
        return
    known = ", ".join(sorted(names))
    if rule.metric not in names:
        raise DataFileError(f"Riesgo «{rule.id}»: no hay una cifra «{rule.metric}». Hay: {known}.")
    try:
        rule.sentence.format_map(dict.fromkeys([*names, "cifra"], 0))
    except (KeyError, ValueError, IndexError, AttributeError):
        raise DataFileError(
            f"Riesgo «{rule.id}»: en la frase, entre llaves va una cifra: {{cifra}}, {known}."
        ) from None


def _holds(rule: RiskRule, metrics: Metrics) -> bool:
    value = metrics.get(rule.metric)
    if value is None:
        return False
    if rule.at_least is not None:
        return value >= rule.at_least
    return rule.at_most is not None and value <= rule.at_most


def _said(rule: RiskRule, metrics: Metrics) -> Risk:
    figures = {**metrics, "cifra": metrics[rule.metric]}
    threshold = (
        f"desde {rule.at_least:g}" if rule.at_least is not None else f"hasta {rule.at_most:g}"
    )
    return Risk(rule.id, rule.kind, rule.sentence.format_map(figures), threshold)
