"""What the states have in common: each meaning, once, and what it leaves out."""

import pytest

from intake.kinds import (
    CLOSED_BY_LAB,
    CLOSED_TO_OTHERS,
    OPEN,
    UNDER_WAY,
    AporteState,
    ApplicationState,
    BroadcastState,
    MeetingState,
)


def test_an_aporte_is_open_or_over_and_never_both() -> None:
    assert {state for state in AporteState if state.is_open} == OPEN
    assert OPEN.isdisjoint(CLOSED_BY_LAB | CLOSED_TO_OTHERS | {AporteState.FUSIONADO})


def test_what_was_referred_is_still_found_as_alike_and_can_be_reopened() -> None:
    assert AporteState.DERIVADO not in CLOSED_TO_OTHERS
    assert AporteState.DERIVADO in CLOSED_BY_LAB


@pytest.mark.parametrize("root", AporteState)
def test_a_merged_member_counts_while_its_root_is_open(root: AporteState) -> None:
    assert AporteState.FUSIONADO.counts_in_necesidad(root) is root.is_open
    assert AporteState.PRIORIZACION.counts_in_necesidad(root)


@pytest.mark.parametrize(
    "own", sorted(set(AporteState) - {AporteState.PRIORIZACION, AporteState.FUSIONADO})
)
def test_a_member_in_the_queue_or_closed_does_not_count(own: AporteState) -> None:
    assert not any(own.counts_in_necesidad(root) for root in AporteState)


def test_a_session_without_quorum_is_over_and_has_not_met() -> None:
    assert {state for state in MeetingState if state.is_over and not state.has_met} == {
        MeetingState.SIN_QUORUM,
        MeetingState.CANCELADA,
    }


def test_only_what_was_not_decided_can_be_changed_by_its_author() -> None:
    changeable = {state for state in ApplicationState if state.is_changeable}
    assert changeable == {ApplicationState.BORRADOR, ApplicationState.ENVIADA}


def test_a_mass_message_is_under_way_from_its_approval_to_its_end() -> None:
    assert {state for state in BroadcastState if state.is_under_way} == set(UNDER_WAY)
    assert BroadcastState.BORRADOR not in UNDER_WAY
