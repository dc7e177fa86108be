"""A second opinion adds to the first and takes nothing back, whatever it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules.acts import Act, Danger, Level
from intake.reading.rules.reader import Reading
from intake.reading.rules.second import SecondOpinion, merged, read_answer, request

DANGERS = st.lists(st.sampled_from(Danger), max_size=3, unique=True).map(tuple)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any that the first reader can give."""
    level = draw(st.sampled_from(Level))
    some = st.lists(st.sampled_from(Danger), min_size=1, max_size=3, unique=True).map(tuple)
    return Reading(
        act=Act.PELIGRO if level is Level.NOW else draw(st.sampled_from(Act)),
        level=level,
        dangers=draw(some) if level else (),
        reserve=draw(st.booleans()),
    )


OPINIONS = st.builds(
    SecondOpinion,
    level=st.sampled_from(Level),
    dangers=DANGERS,
    reserve=st.booleans(),
    act=st.none() | st.sampled_from(Act),
    priorities=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    summary=st.text(max_size=20),
)


@given(readings(), OPINIONS)
def test_danger_is_never_lowered_and_reserve_never_lifted(
    reading: Reading, second: SecondOpinion
) -> None:
    whole = merged(reading, second)

    assert whole.level == max(reading.level, second.level)
    assert whole.reserve >= reading.reserve
    assert whole.reserve or not second.reserve
    assert whole.dangers[: len(reading.dangers)] == reading.dangers
    assert bool(whole.dangers) is (whole.level is not Level.NONE)
    assert bool(whole.ways) is bool(whole.dangers)  # somebody can always be called


@given(readings(), OPINIONS)
def test_what_it_only_proposes_decides_nothing(reading: Reading, second: SecondOpinion) -> None:
    whole = merged(reading, second)

    assert whole.act is (Act.PELIGRO if whole.level is Level.NOW else reading.act)
    bare = SecondOpinion(second.level, second.dangers, second.reserve)
    assert whole == merged(reading, bare)


@given(readings(), OPINIONS)
def test_said_twice_it_is_as_said_once(reading: Reading, second: SecondOpinion) -> None:
    once = merged(reading, second)

    assert merged(once, second) == once


def answer(content: object) -> bytes:
    """As a server sends it."""
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_a_whole_answer_is_read() -> None:
    said = {
        "peligro": "quizas",
        "clases": ["violencia", "suicidio"],
        "reservar": True,
        "acto": "denuncia",
        "prioridades": ["salud", "educacion"],
        "resumen": " Cuenta que\nla vecina\x1b[31m grita. ",
    }

    opinion = read_answer(answer(json.dumps(said)), ["salud", "educacion"])

    assert opinion == SecondOpinion(
        Level.MAYBE,
        (Danger.VIOLENCIA, Danger.SUICIDIO),
        True,
        Act.DENUNCIA,
        ("salud", "educacion"),
        opinion.summary,
    )
    assert opinion.summary.startswith("Cuenta que la vecina")
    assert "\x1b" not in opinion.summary


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no soy JSON",
        b"[]",
        b'{"choices": []}',
        b'{"error": "overloaded"}',
        b"\xff\xfe",
        answer(None),
        answer("Claro, aqui va: peligro no"),
        answer('```json\n{"peligro": "no", "reservar": false}\n```'),
        answer('{"peligro": "no"}'),
        answer('{"reservar": false}'),
        answer('{"peligro": "NINGUNO", "reservar": false}'),
        answer('{"peligro": "no", "reservar": "quien sabe"}'),
        answer('{"peligro": ["ahora"], "reservar": true}'),
        answer('{"peligro": 2, "reservar": true}'),
        answer('{"peligro": "ahora", "clases": "violencia", "reservar": true}'),
    ],
)
def test_what_is_unfit_is_dropped_whole_and_not_repeated(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[\w., ]+$"):
        read_answer(body, ["salud"])


def test_proposals_that_nobody_knows_are_left_out_and_the_danger_stays() -> None:
    said = {
        "peligro": "ahora",
        "clases": ["violencia", "aliens", 7],
        "reservar": False,
        "acto": "baile",
        "prioridades": ["salud", "la_luna", 3, "salud"],
        "resumen": ["una", "lista"],
        "otra": "cosa",
    }

    opinion = read_answer(answer(json.dumps(said)), ["salud"])

    assert opinion == SecondOpinion(Level.NOW, (Danger.VIOLENCIA,), False, None, ("salud",), "")


@given(st.text())
def test_a_message_cannot_pass_for_what_is_asked(text: str) -> None:
    asked = request("m", text, ["salud"])
    system, user = asked["messages"]

    assert (system["role"], user["role"]) == ("system", "user")
    assert system == request("m", "otra cosa", ["salud"])["messages"][0]
    assert list(json.loads(user["content"])) == ["mensaje"]


def test_what_names_a_person_does_not_leave() -> None:
    asked = request("m", "Soy 45678912, llámame al 987 654 321 o a ana@correo.pe", ["salud"])

    (told,) = (json.loads(asked["messages"][1]["content"]).values(),)
    assert list(told) == ["Soy [DNI], llámame al [teléfono] o a [correo]"]


def test_a_long_message_is_shown_in_part() -> None:
    asked = request("m", "no hay agua " * 5_000, ["salud"])

    assert len(json.loads(asked["messages"][1]["content"])["mensaje"]) == 4_000
