"""A reader that learned from corrections too, and whether it reads better. Never put to use here.

Both columns of figures are of people whom the model had not read: it learns from the composed texts
with and without the corrections, each time without a part of the hands, and is tried on those.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.reading.corrections import check_enough, count_labels
from intake.reading.examples import Example, Label, version_of
from intake.reading.learning import (
    FOLDS,
    composed,
    figures_of,
    model_of,
    prepare,
    sums_of_strangers,
)
from intake.reading.rules.learned import Model
from intake.store.db import JsonDict

STEPS = 2 * FOLDS + 3
"""How often `retrain` says that it is further on, at most."""
Figures = Mapping[str, Any]
_NOTICEABLE = 0.005


@dataclass(frozen=True, slots=True)
class Measured:
    """How strangers are read without the corrections, and with them."""

    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True)
class Retrained:
    """The new model, and the figures on the composed texts and on the corrections themselves."""

    model: Model
    texts: int
    corrections: int
    labels: Mapping[Label, int]
    on_composed: Measured
    on_corrections: Measured

    @property
    def losses(self) -> tuple[str, ...]:
        """The figures of the composed texts that the corrections made worse by more than chance."""
        before, after = self.on_composed.before, self.on_composed.after
        return tuple(
            name
            for name, sign in _BETTER.items()
            if sign * ((after[name] or 0) - (before[name] or 0)) < -_NOTICEABLE
        )


_BETTER = {"danger_recall": 1, "danger_recall_now": 1, "false_now": -1, "act_accuracy": 1}


def retrain(
    shipped: Sequence[Example],
    corrections: Sequence[Example],
    progress: Callable[[], None] = lambda: None,
) -> Retrained:
    """Learn from both, and measure. RefusedError for too few corrections. It takes a minute."""
    check_enough(len(corrections))
    examples = [*shipped, *corrections]
    lesson = prepare(examples)
    progress()
    old, new = composed(lesson), ~composed(lesson)
    alone = sums_of_strangers(lesson, old, progress)
    together = sums_of_strangers(lesson, None, progress)
    before = model_of(lesson, alone, version_of(shipped), old)
    progress()
    after = model_of(lesson, together, version_of(examples))
    progress()
    return Retrained(
        model=after,
        texts=len(shipped),
        corrections=len(corrections),
        labels=count_labels(corrections),
        on_composed=Measured(
            figures_of(lesson, alone, before, old), figures_of(lesson, together, after, old)
        ),
        on_corrections=Measured(
            figures_of(lesson, alone, before, new), figures_of(lesson, together, after, new)
        ),
    )


def card_of(retrained: Retrained, *, now: datetime) -> JsonDict:
    """What is written into the file beside the model: counts and figures, no word of anybody."""
    return {
        "version": retrained.model.version,
        "hecho": now.isoformat(),
        "textos_del_programa": retrained.texts,
        "correcciones": retrained.corrections,
        "corregido": {label.value: count for label, count in retrained.labels.items() if count},
        "con_textos_del_programa": _measured(retrained.on_composed),
        "con_las_correcciones": _measured(retrained.on_corrections),
        "peor_que_sin_ellas": list(retrained.losses),
        "advertencias": [
            "Los textos del programa los compusieron pocas manos; ningún ciudadano los escribió.",
            "Las correcciones son errores: sobre ellas toda cifra es peor que en el uso diario.",
            "No lee quechua, aimara ni lenguas amazónicas.",
        ],
    }


def _measured(measured: Measured) -> JsonDict:
    return {"sin_ellas": dict(measured.before), "con_ellas": dict(measured.after)}
