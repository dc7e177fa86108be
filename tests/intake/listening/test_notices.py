"""What people are told: whole sentences, in «tú», with no braces left."""

from datetime import date

import pytest

from intake.errors import DataFileError, NotFoundError
from intake.kinds import AporteState, Stage
from intake.listening import notices
from intake.store.outgoing import Deed
from intake.words.calendar import spoken_date

REASON = next(iter(notices.discard_reasons().values()))
SAID = [
    notices.merged(1),
    notices.merged(12),
    notices.separated(),
    notices.asked("¿Dónde?"),
    notices.answered("Vamos el lunes."),
    notices.admitted(),
    notices.referred("Municipalidad"),
    notices.referred("Municipalidad", "051-123456"),
    notices.discarded(REASON),
    *filter(None, map(notices.taken_back, ("fusionar", "separar", "admitir", "derivar"))),
    notices.taken_back("descartar") or "",
]


@pytest.mark.parametrize("text", SAID)
def test_each_names_the_code_and_nothing_else_is_left_open(text: str) -> None:
    assert text.count("{codigo}") == 1
    assert "{" not in text.replace("{codigo}", "")
    assert len(text) < 600


@pytest.mark.parametrize("text", SAID)
def test_nobody_is_called_usted(text: str) -> None:
    assert not {"usted", "su aporte", "le respondemos"} & set(text.lower().split(" "))


@pytest.mark.parametrize("state", AporteState)
def test_every_state_can_be_said(state: AporteState) -> None:
    words = notices.state_in_words(state, answer_by=date(2027, 1, 7))

    assert words.endswith(".")
    assert "{" not in words


def test_whoever_waits_is_told_until_when() -> None:
    day = date(2027, 1, 7)

    assert spoken_date(day) in notices.state_in_words(AporteState.RECIBIDO, answer_by=day)


@pytest.mark.parametrize("verb", ["tomar", "soltar", "etiquetar"])
def test_what_was_private_is_not_taken_back_aloud(verb: str) -> None:
    assert notices.taken_back(verb) is None


def test_an_unknown_reason_names_those_there_are() -> None:
    with pytest.raises(NotFoundError, match=REASON.id):
        notices.get_discard_reason("porque_si")


def _a_right_file() -> str:
    said = [
        f'{name}: "{{codigo}} ' + " ".join(f"{{{each}}}" for each in sorted(holds)) + '"'
        for name, holds in notices.HOLDS.items()
    ]
    states = [f'{state.value}: "Bien."' for state in AporteState]
    stages = [f'{name}: "Bien."' for name in (*Stage, notices.PRIORITISED, notices.DECLINED)]
    done = ['M08.05.01.01: "se hace algo"']
    return "\n".join(
        (
            "avisos: {" + ", ".join(said) + "}",
            "estados: {" + ", ".join(states) + "}",
            "etapas: {" + ", ".join(stages) + "}",
            "procesos: {" + ", ".join(done) + "}",
            "botones: {" + ", ".join(f"{deed.value}: Toca {deed.value}" for deed in Deed) + "}",
        )
    )


GOOD = _a_right_file()


def test_a_right_file_is_read() -> None:
    assert notices.read_sentences(GOOD).buttons[Deed.ANSWER] == "Toca responder"


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("{codigo} {razon}", "{razon}", "descartar"),
        ("{codigo} {razon}", "{codigo} {razon} {otra}", "otra"),
        ("{codigo} {razon}", "{codigo} {razon", "descartar"),
        ("separar:", "sepaar:", "separar"),
        ("responder: Toca responder, ", "", "botones.*falta responder"),
        ("recibido:", "rresibido:", "recibido"),
        ("Toca sirvio", "Sirve a todas las personas", "sirvio"),
        ("avisos:", "avisoss:", "avisos"),
        ("avisos: {", "avisos: [", "notices.yaml"),
    ],
)
def test_a_spoilt_file_says_where(right: str, wrong: str, named: str) -> None:
    assert right in GOOD

    with pytest.raises(DataFileError, match=named):
        notices.read_sentences(GOOD.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("motivos: []", "motivos"),
        ("motivos: [{id: a, nombre: A}]", "persona"),
        (
            "motivos: [{id: a, nombre: A, persona: x}, {id: a, nombre: B, persona: y}]",
            "dos veces",
        ),
        ("solo texto", "discard_reasons.yaml"),
    ],
)
def test_a_spoilt_list_of_reasons_says_what(text: str, named: str) -> None:
    with pytest.raises(DataFileError, match=named):
        notices.read_reasons(text)
