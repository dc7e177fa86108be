"""No document holds what people wrote, who they are, or where they can be reached."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.documents.blocks import Document
from intake.documents.files import Format, write
from intake.figures.monthly import monthly_report
from intake.kinds import Actor, AporteState
from intake.papers import acta, convocatoria, mensual, prioridades
from intake.places.rules.places import builtin_districts
from intake.store.models import (
    AddedFact,
    Aporte,
    Follower,
    Operator,
    Opinion,
    Person,
    Question,
    Reopening,
    Score,
)
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.months import Month
from tests.factories import a_necesidad, a_person, an_aporte, an_operator
from tests.intake.documents.reading import docx_text, pdf_text
from tests.intake.papers.sittings import CHAIR, SEATS, a_meeting

_NOVEMBER = Month(2026, 11)


class _Secrets:
    """Words that nothing else contains: each is given out once and must never be read again."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = count()
        self.given: list[str] = []

    def word(self) -> str:
        letters = "".join(self._rng.choices("bcdfgjkpqvwxz", k=6))
        self.given.append(f"{letters}{next(self._numbers)}")
        return self.given[-1]


async def _a_full_house(session: AsyncSession, now: datetime, rng: random.Random) -> list[str]:
    """Sixty aportes in all states, with everything a person may have left; the secret words."""
    secret = _Secrets(rng)
    ubigeos = [each.ubigeo for each in builtin_districts()]
    ana = await an_operator(session, now)
    ana.name = secret.word()
    aportes = []
    for _ in range(60):
        person = await a_person(session, now, address=secret.word())
        aporte = await an_aporte(
            session,
            now - timedelta(days=rng.randrange(90), hours=rng.randrange(24)),
            text=f"{secret.word()} no tenemos agua {secret.word()}",
            ubigeo=rng.choice([*rng.sample(ubigeos, 3), None]),
            state=rng.choice([s for s in AporteState if s is not AporteState.FUSIONADO]),
            author=person,
        )
        aporte.place_text, aporte.affected = secret.word(), secret.word()
        aporte.actor = rng.choice(list(Actor))
        aporte.restricted = rng.random() < 0.2
        aporte.answer_by = lima_date(now) + timedelta(days=rng.randrange(-20, 40))
        aportes.append(aporte)
        if rng.random() < 0.5:
            await _add_words(session, now, aporte, person, ana, secret)
    members = [each for each in aportes if each.state is AporteState.PRIORIZACION]
    necesidad = await a_necesidad(session, now, aportes=members, by=ana)
    session.add(
        Score(
            necesidad_id=necesidad.necesidad_id,
            criterion="urgencia",
            operator_id=ana.id,
            value=4,
            reason=secret.word(),
            is_binding=True,
            at=now,
        )
    )
    await session.flush()
    return secret.given


async def _add_words(
    session: AsyncSession,
    now: datetime,
    aporte: Aporte,
    person: Person,
    by: Operator,
    secret: _Secrets,
) -> None:
    other = await a_person(session, now, address=secret.word())
    session.add_all(
        [
            Follower(aporte_id=aporte.id, person_id=other.id, joined_at=now, words=secret.word()),
            Question(
                aporte_id=aporte.id,
                person_id=person.id,
                operator_id=by.id,
                text=secret.word(),
                asked_at=now,
                answer=secret.word(),
                answered_at=now,
            ),
            Opinion(
                aporte_id=aporte.id,
                person_id=person.id,
                helped=False,
                answer=Verb.RESPONDER,
                at=now,
            ),
            AddedFact(aporte_id=aporte.id, person_id=person.id, text=secret.word(), at=now),
            Reopening(aporte_id=aporte.id, person_id=person.id, at=now),
        ]
    )
    await session.flush()


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_document_holds_words_names_or_addresses_of_people(
    session: AsyncSession, now: datetime, seed: int
) -> None:
    secrets = await _a_full_house(session, now, random.Random(seed))
    meeting = await a_meeting(session, now)
    documents: list[Document] = [
        await mensual.draw(session, _NOVEMBER, now=now),
        await prioridades.draw(session, now=now),
        await acta.draw(session, meeting.id, seats=SEATS, chair=CHAIR, now=now),
        await convocatoria.draw(session, meeting.id, seats=SEATS, chair=CHAIR, now=now),
    ]

    for document in documents:
        read = docx_text(write(document, Format.DOCX, made_at=now))
        read += pdf_text(write(document, Format.PDF, made_at=now))
        assert [word for word in secrets if word in read] == []


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_figures_are_those_of_counting_the_same_rows_by_hand(
    session: AsyncSession, now: datetime, seed: int
) -> None:
    await _a_full_house(session, now, random.Random(seed))
    aportes = list(await session.scalars(sa.select(Aporte)))
    followers = list(await session.scalars(sa.select(Follower)))

    report = await monthly_report(session, _NOVEMBER, now=now)

    of = {aporte.id: aporte for aporte in aportes}
    came = [a for a in aportes if Month.of(a.created_at) == _NOVEMBER]
    waits = [a for a in aportes if a.state is AporteState.RECIBIDO]
    assert report.movement.received == len(came)
    assert report.waiting.total == len(waits)
    assert report.waiting.overdue == sum(a.answer_by < lima_date(now) for a in waits)
    ages = Counter((lima_date(now) - lima_date(a.created_at)).days for a in waits)
    assert report.waiting.ages[1][1] == sum(n for days, n in ages.items() if 8 <= days <= 15)
    spoke = {(of[f.aporte_id].ubigeo or "")[:2]: set[int]() for f in followers}
    for f in followers:
        aporte = of[f.aporte_id]
        if aporte.state is not AporteState.RETIRADO and Month.of(f.joined_at) == _NOVEMBER:
            spoke[(aporte.ubigeo or "")[:2]].add(f.person_id)
    spoke.pop("", None)
    by_hand = sorted(len(people) for people in spoke.values() if people)
    counted = sorted(len(each.people) for each in report.coverage.regions if each.people)
    assert counted == by_hand
    assert report.coverage.people == len(
        {
            f.person_id
            for f in followers
            if of[f.aporte_id].state is not AporteState.RETIRADO
            and Month.of(f.joined_at) == _NOVEMBER
        }
    )
