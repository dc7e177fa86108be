"""How two that may tell the same look beside each other: for the eye, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.padding import Padding
from rich.text import Text

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from admin_cli.views import feature_words
from intake.sameness.comparing import Told, base_of
from intake.sameness.rules.features import Evidence
from intake.sameness.rules.scorecard import Judgement, Scorecard
from intake.words.codes import spoken
from intake.words.identifiers import masked

_NOTABLE = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and what the scorecard makes of them."""

    one: Told
    other: Told
    evidence: Evidence
    judgement: Judgement
    scorecard: Scorecard

    @property
    def why(self) -> tuple[str, ...]:
        """Give the reasons, also where the two are taken for different ones."""
        return self.judgement.reasons

    @property
    def points(self) -> list[tuple[str, float]]:
        """Give the features that moved the verdict, the weightiest first."""
        moved = [each for each in self.judgement.points.items() if abs(each[1]) >= _NOTABLE]
        return sorted(moved, key=lambda each: -abs(each[1]))


def show(found: Comparison) -> None:
    """Show both texts, the verdict with its reasons, and where it comes from."""
    console = output.console()
    for told in (found.one, found.other):
        console.print(Text.assemble((_name(told), "bold"), f"  {_where(told)}"), soft_wrap=True)
        if output.is_terminal():
            console.print(Padding(Text(masked(told.text)), (0, 0, 0, 2)))
        else:
            console.print(Text(f"  {' '.join(masked(told.text).split())}"), soft_wrap=True)
    console.print()
    for line in _verdict(found):
        console.print(line, soft_wrap=True)
    console.print()
    output.show_table(
        (Column("PUNTOS", "right"), Column(""), Column("POR", wraps=True)), list(_rows(found))
    )


def _verdict(found: Comparison) -> Iterator[Text]:
    judgement, card = found.judgement, found.scorecard
    yield Text.assemble(
        (feature_words.OUTCOMES[judgement.outcome], "bold"),
        f": {judgement.probability:.0%} de probabilidad de que cuenten lo mismo "
        f"(se pregunta desde {card.ask:.0%}, se une desde {card.link:.0%})",
    )
    if found.why:
        yield Text("; ".join(found.why))


def _rows(found: Comparison) -> Iterator[tuple[str, str, str]]:
    base = base_of(found.scorecard)
    yield feature_words.signed(base), feature_words.bar(base), feature_words.BASE
    for name, points in found.points:
        yield feature_words.signed(points), feature_words.bar(points), feature_words.FEATURES[name]


def as_json(found: Comparison) -> dict[str, Json]:
    """Give all that is shown, and every feature with its value, also those that gave nothing."""
    judgement, card = found.judgement, found.scorecard
    return {
        "uno": _side_json(found.one),
        "otro": _side_json(found.other),
        "probabilidad": round(judgement.probability, 4),
        "resultado": feature_words.OUTCOMES[judgement.outcome],
        "razones": list(found.why),
        "umbrales": {"preguntar": card.ask, "unir": card.link},
        "punto_de_partida": round(base_of(card), 4),
        "rasgos": [
            {
                "id": name,
                "nombre": feature_words.FEATURES[name],
                "valor": round(found.evidence.value(name), 4),
                "puntos": round(points, 4),
            }
            for name, points in sorted(judgement.points.items(), key=lambda each: -abs(each[1]))
        ],
    }


def _side_json(told: Told) -> dict[str, Json]:
    return {
        "codigo": spoken(told.aporte.code) if told.aporte else None,
        "texto": masked(told.text),
        "ubigeo": told.ubigeo,
        "tipo": told.kind.value,
    }


def _name(told: Told) -> str:
    return spoken(told.aporte.code) if told.aporte else "Texto"


def _where(told: Told) -> str:
    if told.aporte:
        return words.place(told.aporte)
    district = words.find_district(told.ubigeo)
    return district.label if district else "sin distrito"
