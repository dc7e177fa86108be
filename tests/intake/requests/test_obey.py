"""What the settings say of alike aportes holds for whoever asks in the chat."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteKind
from intake.listening.commands import FindSimilar, SimilarFound
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.requests.obey import obey
from intake.requests.request import Means
from intake.sameness import postings
from intake.sameness.rules.scorecard import Scorecard
from tests.factories import a_person, an_aporte


@pytest.mark.parametrize(("ask", "is_asked"), [(0.0, True), (0.9999, False)])
async def test_a_person_is_asked_from_the_threshold_of_the_settings_on(
    session: AsyncSession, now: datetime, ask: float, is_asked: bool
) -> None:
    told = await an_aporte(session, now)
    topics = await tagging.retag(session, told, Vocabulary.builtin())
    await postings.index(session, told.id, told.text, told.ubigeo, topics)
    scorecard = Scorecard(0.0, {}, link=1.0, ask=ask)
    means = Means(Vocabulary.builtin(), 30, scorecard)
    command = FindSimilar(told.text, told.ubigeo, AporteKind.PROBLEMA)

    found = await obey(session, command, await a_person(session, now), means, now=now)

    assert isinstance(found, SimilarFound)
    assert [each.code for each in found.similar] == ([told.code] if is_asked else [])
