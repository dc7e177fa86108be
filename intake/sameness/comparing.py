"""Two that may tell the same, weighed as the search for alike ones weighs them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteKind
from intake.reading import taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching
from intake.sameness.rules.features import Evidence
from intake.sameness.rules.scorecard import Scorecard
from intake.store.models import Aporte


@dataclass(frozen=True, slots=True)
class Told:
    """One of the two: an aporte, or a text that nobody registered."""

    text: str
    ubigeo: str | None
    kind: AporteKind
    aporte: Aporte | None = None


def told_by(aporte: Aporte) -> Told:
    """What an aporte tells, as one side of a comparison."""
    return Told(aporte.text, aporte.ubigeo, aporte.kind, aporte)


async def evidence_of(session: AsyncSession, one: Told, other: Told) -> Evidence:
    """As `one` would find the other. Where it would not find it, as their words alone tell."""
    vocabulary = await taxonomy.current(session)
    if other.aporte is not None:
        for candidate, evidence in await _found_by(session, one, vocabulary):
            if candidate.id == other.aporte.id:
                return evidence
    sides = [(each.text, each.ubigeo, each.kind.value) for each in (one, other)]
    evidence, _ = await matching.compare_texts(session, *sides, vocabulary=vocabulary)
    return evidence


async def _found_by(
    session: AsyncSession, one: Told, vocabulary: Vocabulary
) -> list[tuple[matching.Candidate, Evidence]]:
    if one.aporte is not None:
        return await matching.evidences_of(session, one.aporte, vocabulary=vocabulary)
    return await matching.evidences(
        session, one.text, one.ubigeo, one.kind, vocabulary=vocabulary, for_staff=True
    )


def base_of(scorecard: Scorecard) -> float:
    """The points that a pair begins with, when every feature is nothing."""
    return scorecard.intercept + sum(curve.at(0.0) for curve in scorecard.curves.values())
