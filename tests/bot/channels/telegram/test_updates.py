"""Reading updates: a table of payloads, and properties over any JSON."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import ALLOWED_UPDATES, Parsed, read
from bot.messages import Incoming, Kind

PAYLOADS = Path(__file__).parent / "payloads"
ROWS: list[dict[str, Any]] = [
    {**row, "name": f"{path.stem}: {row['name']}"}
    for path in sorted(PAYLOADS.glob("*.json"))
    for row in json.loads(path.read_text(encoding="utf-8"))
]

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine may be busy with other tests."""
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_an_update_is_read_as_the_table_says(row: dict[str, Any]) -> None:
    reading = read(row["update"])

    expected = row["incoming"] and Incoming.from_json(row["incoming"])
    assert reading == Parsed(row["update"]["update_id"], expected, row.get("callback_id", ""))


@pytest.mark.parametrize("update_id", [None, "7", 7.0, True, 2**64, [7]])
def test_an_update_without_a_whole_id_cannot_be_confirmed(update_id: object) -> None:
    assert read({"update_id": update_id, "message": {}}) == Parsed(None)


def test_the_raw_update_is_cut_at_20_kb() -> None:
    incoming = read({"update_id": 1, "new": "ñ" * 30_000}).incoming

    assert incoming
    assert 19_000 < len(incoming.raw.encode()) <= 20_000


def test_half_a_surrogate_does_not_reach_the_database() -> None:
    message = {"chat": {"id": 5, "type": "private"}, "text": "hola \ud83d"}

    incoming = read({"update_id": 1, "message": message}).incoming

    assert incoming
    assert incoming.text == "hola ?"


def test_a_deep_update_is_unreadable_and_not_an_error() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]

    incoming = read({"update_id": 1, "new": deep}).incoming

    assert incoming
    assert incoming.kind is Kind.UNREADABLE


def check(reading: Parsed) -> None:
    """What holds for whatever came."""
    if reading.incoming is None:
        return
    incoming = reading.incoming
    assert incoming.external_id == str(reading.update_id)
    assert (incoming.kind is Kind.UNREADABLE) == bool(incoming.raw) == (incoming.address == "0")
    json.dumps(incoming.to_json(), ensure_ascii=False).encode()
    assert Incoming.from_json(json.loads(json.dumps(incoming.to_json()))) == incoming


@unhurried
@given(any_json)
def test_no_json_makes_it_raise(update: Any) -> None:
    check(read(update))


@unhurried
@given(st.sampled_from(ALLOWED_UPDATES), any_json)
def test_no_json_inside_an_update_makes_it_raise(name: str, body: Any) -> None:
    check(read({"update_id": 5, name: body}))


def paths(value: Any) -> list[tuple[Any, ...]]:
    """Where every value inside is."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[Any, ...]] = []
    for step, inner in steps:
        found.append((step,))
        if isinstance(inner, dict | list):
            found += [(step, *rest) for rest in paths(inner)]
    return found


@unhurried
@given(st.data())
def test_no_broken_field_makes_it_raise(data: st.DataObject) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(ROWS))["update"])
    *way, last = data.draw(st.sampled_from(paths(update)))
    place = update
    for step in way:
        place = place[step]
    if data.draw(st.booleans()) and isinstance(place, dict):
        del place[last]
    else:
        place[last] = data.draw(any_json)

    check(read(update))
