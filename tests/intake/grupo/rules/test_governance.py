"""How the Grupo de Trabajo decides: invariants, whatever the votes."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError, NotFoundError, RefusedError
from intake.grupo.rules import governance
from intake.grupo.rules.organs import organs, parse_organs
from intake.kinds import Ballot, MeetingKind

SEATS = tuple(organs().seats)
BALLOTS = st.dictionaries(st.sampled_from(SEATS), st.sampled_from(Ballot))


@given(BALLOTS, st.none() | st.sampled_from(Ballot))
def test_art_18_nothing_is_approved_without_more_for_than_against_or_a_cast_tie(
    ballots: dict[str, Ballot], casting: Ballot | None
) -> None:
    counted = governance.tally(list(ballots.values()))
    approved = governance.decide(counted, casting)
    if approved:
        assert counted.favour > counted.against or (counted.is_tie and casting is Ballot.FAVOR)
    if counted.favour != counted.against:
        assert approved == governance.decide(counted, None)


@given(BALLOTS, st.sets(st.sampled_from(SEATS)), st.booleans())
def test_art_19c_votes_that_are_not_of_all_who_are_there_or_without_quorum_are_refused(
    ballots: dict[str, Ballot], present: set[str], has_quorum: bool
) -> None:
    may = has_quorum and bool(ballots) and ballots.keys() == present
    try:
        governance.check_ballots(ballots, present, has_quorum=has_quorum)
        assert may
    except RefusedError:
        assert not may


@given(BALLOTS, st.sampled_from(Ballot), st.booleans())
def test_art_23c_a_casting_vote_is_for_a_tie_by_a_chair_that_is_there(
    ballots: dict[str, Ballot], casting: Ballot, chair_present: bool
) -> None:
    counted = governance.tally(list(ballots.values()))
    may = counted.is_tie and chair_present and casting is not Ballot.ABSTENCION
    try:
        governance.check_casting(counted, casting, chair_present=chair_present)
        assert may
    except RefusedError:
        assert not may


@given(st.integers(1, 40))
def test_art_19c_quorum_is_more_than_half(seats: int) -> None:
    assert governance.quorum_of(seats, None) * 2 > seats
    assert governance.quorum_of(7, None) == 4
    assert governance.quorum_of(7, 5) == 5


def test_art_12_there_are_seven_seats_one_presides_and_one_is_the_secretaria() -> None:
    seats = organs().seats.values()
    assert len(seats) == 7
    assert organs().chair.id == "vmpes"
    assert [seat.id for seat in seats if seat.is_secretary] == ["dgse"]


def test_an_organ_bears_the_name_it_had_on_the_day() -> None:
    seat = organs().get("DGSE")
    assert "Innovación" not in seat.name_on(date(2018, 1, 1))
    assert "Innovación" in seat.name_on(date(2026, 1, 1))
    with pytest.raises(NotFoundError, match="vmpes"):
        organs().get("otro")


@pytest.mark.parametrize(
    "text",
    ["", "asientos: []\nplazos: {}", "asientos:\n- id: uno\n  nombres: {}\nplazos: {}", "a: [b"],
)
def test_a_file_of_organs_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(DataFileError, match=r"organs\.yaml"):
        parse_organs(text)


def test_art_25d_papers_are_due_a_week_or_three_days_before() -> None:
    at = datetime(2026, 12, 10, 15, tzinfo=UTC)
    limits = organs().limits
    assert governance.papers_due(MeetingKind.ORDINARIA, at, limits) == date(2026, 12, 3)
    assert governance.papers_due(MeetingKind.EXTRAORDINARIA, at, limits) == date(2026, 12, 7)
