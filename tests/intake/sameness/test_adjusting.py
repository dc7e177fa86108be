"""What operators decided becomes pairs to learn from, and what was learnt is measured elsewhere."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.sameness import adjusting
from intake.sameness.adjusting import Judgement, Labelled
from intake.sameness.rules.features import FEATURES
from intake.sameness.rules.fitting import Pair
from intake.sameness.rules.scorecard import Curve, Scorecard
from intake.store.models import Operator
from intake.triage.actions.admitir import Admitir
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.separar import Separar
from tests.factories import an_operator
from tests.intake.decided import OTHER, SAME, TOLD, decide, indexed, merge
from tests.intake.triage.actions.cases import act

ADMIT = Admitir(sirve=True, competencia=True, politica=True, motivo="Agua segura")
CARD = Scorecard(-2.0, {"same_topic": Curve((0.0, 1.0), (0.0, 1.0))}, link=0.7, ask=0.1)


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Who decides."""
    return await an_operator(session, now, username="ana")


async def test_a_merge_says_the_same_and_a_separation_says_another(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    root, same, other = [
        await indexed(session, now, text.format("Pucamarca")) for text in (TOLD, SAME, OTHER)
    ]
    await merge(session, same, root, ana, now)
    await merge(session, other, root, ana, now)
    await act(session, Separar(), other, ana, now)

    assert await adjusting.decisions(session) == [
        Judgement(same.id, root.id, same=True),
        Judgement(other.id, root.id, same=False),
    ]


async def test_what_was_undone_was_not_decided(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    root, same = [await indexed(session, now, text.format("Pucamarca")) for text in (TOLD, SAME)]
    await merge(session, same, root, ana, now)
    await act(session, Deshacer(), same, ana, now)
    assert await adjusting.decisions(session) == []

    await merge(session, same, root, ana, now)
    await act(session, Separar(), same, ana, now)
    await act(session, Deshacer(), same, ana, now)
    assert await adjusting.decisions(session) == [Judgement(same.id, root.id, same=True)]


async def test_the_last_word_about_two_holds_whichever_was_merged(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    one, two = [await indexed(session, now, text.format("Pucamarca")) for text in (TOLD, SAME)]
    await merge(session, two, one, ana, now)
    await act(session, Separar(), two, ana, now)
    await merge(session, one, two, ana, now)

    assert await adjusting.decisions(session) == [Judgement(one.id, two.id, same=True)]


async def test_nothing_is_learnt_from_what_its_author_took_back(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    root, same = [await indexed(session, now, text.format("Pucamarca")) for text in (TOLD, SAME)]
    await merge(session, same, root, ana, now)
    root.state = AporteState.RETIRADO
    await session.flush()

    assert await adjusting.decisions(session) == []


async def test_only_what_an_operator_may_have_seen_and_left_alone_counts_as_another(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case, alone, root, merged = [
        await indexed(session, now, text.format("Pucamarca")) for text in (TOLD, SAME, OTHER, SAME)
    ]
    await merge(session, merged, root, ana, now)
    await act(session, ADMIT, case, ana, now)
    await indexed(session, now + timedelta(hours=1), SAME.format("Pucamarca"))
    looked_at = {
        key: at for key, at in (await adjusting.triaged(session)).items() if key == case.id
    }

    pairs = await adjusting.labelled(session, [], looked_at, CARD, lambda _: None)

    assert {each.other_id for each in pairs} == {alone.id, root.id}
    assert all(each.is_weak and not each.pair.same and each.pair.cost < 1 for each in pairs)


async def test_a_decided_pair_is_not_also_left_alone(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await decide(session, 3, ana, now)
    decided = await adjusting.decisions(session)
    told: list[int] = []

    pairs = await adjusting.labelled(
        session, decided, await adjusting.triaged(session), CARD, told.append
    )

    ties = [frozenset((each.case_id, each.other_id)) for each in pairs if not each.is_weak]
    weak = {frozenset((each.case_id, each.other_id)) for each in pairs if each.is_weak}
    assert [each.pair.same for each in pairs if not each.is_weak] == [True, True, False]
    assert weak.isdisjoint(ties)
    assert told == list(range(1, len(told) + 1))


async def test_adjusting_gets_nearer_to_what_was_decided(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    await decide(session, 33, ana, now)
    pairs = await adjusting.labelled(
        session,
        await adjusting.decisions(session),
        await adjusting.triaged(session),
        CARD,
        lambda _: None,
    )

    adjusted = adjusting.adjust(pairs, CARD)

    assert adjusted.after.brier < adjusted.before.brier
    assert (adjusted.scorecard.link, adjusted.scorecard.ask) == (CARD.link, CARD.ask)
    assert adjusted.learnt + adjusted.held == len(pairs)
    sizes = [abs(each.after - each.before) for each in adjusted.changes]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0.1


def labelled(case: int, other: int, *, is_weak: bool = False) -> Labelled:
    """A pair about which nothing is known."""
    return Labelled(case, other, Pair(tuple(0.0 for _ in FEATURES), not is_weak), is_weak)


def test_too_few_decisions_are_refused_with_how_many_are_needed() -> None:
    pairs = [labelled(n, n + 1000) for n in range(29)]
    pairs += [labelled(n, n + 2000, is_weak=True) for n in range(29)]

    with pytest.raises(RefusedError, match="hay 29 y hacen falta 30"):
        adjusting.adjust(pairs, CARD)


def test_decisions_about_one_case_alone_leave_nothing_to_measure_on() -> None:
    with pytest.raises(RefusedError, match="unos pocos casos"):
        adjusting.adjust([labelled(n, 1000) for n in range(40)], CARD)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), unique=True),
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), unique=True),
)
def test_what_was_decided_about_a_case_is_never_on_both_sides(
    decided: list[tuple[int, int]], alone: list[tuple[int, int]]
) -> None:
    pairs = [labelled(*each) for each in decided] + [labelled(*e, is_weak=True) for e in alone]

    learning, held = adjusting.split(pairs)

    def told(side: list[Labelled]) -> set[int]:
        strong = {id_ for e in side if not e.is_weak for id_ in (e.case_id, e.other_id)}
        return strong | {each.case_id for each in side}

    assert told(learning).isdisjoint(told(held))
    assert len(learning) + len(held) == len(pairs)
    assert adjusting.split(pairs) == (learning, held)


def test_measures_say_nothing_where_there_is_nothing_to_say() -> None:
    never = adjusting.measure(CARD, [Pair(tuple(0.0 for _ in FEATURES), same=False)])

    assert (never.precision, never.recall, never.asked) == (None, None, 1.0)
    assert never.brier == pytest.approx(CARD.probability([0.0] * len(FEATURES)) ** 2)
