"""The radio script: half a minute, and nothing that cannot be said."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RefusedError, SettingsError
from intake.kinds import SourceKind
from intake.papers import guion
from intake.store.models import Concurso, Source
from tests.factories import doors

DOORS = doors(telegram_name="AyniEscuchaBot", public_url="https://escucha.example.pe")


def a_call(title: str = "Ideas contra la anemia 2026", **changes: int | None) -> Concurso:
    amounts = {"ceiling": 50_000, "fund": 500_000, "months": 6} | changes
    closes_at = datetime.fromisoformat("2027-01-05T23:00+00:00")
    return Concurso(title=title, closes_at=closes_at, **amounts)


def a_radio() -> Source:
    return Source(code="K7F3MX", kind=SourceKind.RADIO, name="Radio comunal")


def test_it_says_the_call_its_prize_its_last_day_and_the_code_spelled() -> None:
    script = guion.compose(a_call(), DOORS, a_radio())

    assert "Ideas contra la anemia dos mil veintiséis" in script.text
    assert "cincuenta mil soles" in script.text
    assert "cinco de enero" in script.text
    assert "@AyniEscuchaBot" in script.text
    assert "ka, siete, efe; tres, eme, equis" in script.text
    assert "http" not in script.text


@given(
    st.integers(1, 14),
    st.sampled_from([None, 1, 50_000, 1_000_000]),
    st.sampled_from([None, 1, 12]),
    st.booleans(),
)
def test_it_always_lasts_half_a_minute_and_has_no_digits(
    length: int, ceiling: int | None, months: int | None, with_code: bool
) -> None:
    call = a_call("agua " * length, ceiling=ceiling, months=months)
    script = guion.compose(call, DOORS, a_radio() if with_code else None)

    assert guion.LEAST_WORDS <= script.words <= guion.MOST_WORDS
    assert 28 <= script.seconds <= 32
    assert not re.search(r"\d", script.text)


def test_a_title_that_takes_too_long_may_be_said_shorter() -> None:
    long = a_call("agua " * 60)
    with pytest.raises(RefusedError, match="--titulo"):
        guion.compose(long, DOORS, a_radio())
    assert "«Agua segura»" in guion.compose(long, DOORS, a_radio(), title="Agua segura").text


def test_without_the_name_of_the_bot_there_is_nothing_to_tell_a_listener() -> None:
    with pytest.raises(SettingsError, match="AYNI_TELEGRAM_NAME"):
        guion.compose(a_call(), doors(public_url="https://escucha.example.pe"))


def test_what_closes_at_midnight_is_said_to_close_the_day_before() -> None:
    call = a_call()
    call.closes_at = datetime.fromisoformat("2027-02-13T05:00+00:00")  # 00:00 in Lima
    assert "doce de febrero" in guion.compose(call, DOORS, a_radio()).text
