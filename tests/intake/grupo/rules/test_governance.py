"""How the Grupo de Trabajo meets in order: quorum and last days."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs
from intake.kinds import MeetingKind


@given(st.integers(1, 40))
def test_art_19c_quorum_is_more_than_half(seats: int) -> None:
    assert governance.quorum_of(seats, None) * 2 > seats
    assert governance.quorum_of(7, None) == 4
    assert governance.quorum_of(7, 5) == 5


def test_art_25d_papers_are_due_a_week_or_three_days_before() -> None:
    at = datetime(2026, 12, 10, 15, tzinfo=UTC)
    limits = organs().limits
    assert governance.papers_due(MeetingKind.ORDINARIA, at, limits) == date(2026, 12, 3)
    assert governance.papers_due(MeetingKind.EXTRAORDINARIA, at, limits) == date(2026, 12, 7)
