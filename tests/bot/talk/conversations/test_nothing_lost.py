"""Whatever comes in whatever order, no word that was said is lost.

It is in a draft, an aporte, an answer or a question; or it was given up by a clear act: what was
told is dropped when they say so, and replaced when they tell it anew.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Incoming, Kind
from bot.talk.dialogue import loops
from bot.talk.dialogue.turn import OpenQuestion
from intake.concursos.commands import AnswerStep, AskCall
from intake.listening.commands import (
    AnswerQuestion,
    AskForPerson,
    Correct,
    Join,
    KeepQuestion,
    Reopen,
    Submit,
)
from tests.bot.talk.conversations.talk import CODE, Talk

PIECES = (
    "no tenemos agua potable hace un mes",
    "el tanque está rajado desde que tembló la tierra",
    "la bomba se malogró y nadie la arregla",
    "los niños se enferman del estómago",
    "el camino está cortado por el huaico",
    "la posta no tiene medicinas para nadie",
    "se cayó el techo del colegio inicial",
    "somos cuarenta familias las que vivimos arriba",
)
_MARKS = "sí no 1 2 3 👍 👎 atrás seguir cancelar retomar corregir menú noticias Taraco 37 🌽"
SHORT = (
    *_MARKS.split(),
    "Santa Rosa",
    "mejor no",
    "bórralo todo mejor",
    "ah no espera",
    "no, en Taraco es",
    "me equivoqué, son dos meses",
    "no son 20, son 200 familias",
    "cambia el lugar",
    "cambia lo que conté",
    "no es problema, es una idea",
    "a toda la comunidad",
)
BUTTONS = (
    "d1:lugar:210607 d1:lugar:otro d1:lugar:ninguno d1:afecta:familia d1:resumen:si "
    "d1:resumen:corregir d1:cambiar:texto d1:cambiar:lugar d1:cambiar:agregar d1:cambiar:nada "
    "d1:partes:dos d1:partes:una d2:resumen:si seguir retomar responder:5 preguntar:4 "
    f"reabrir:{CODE} corregir:{CODE}"
).split()


def _incoming(kind: Kind, said: str = "") -> Incoming:
    return Incoming(
        "p",
        "",
        "1",
        kind,
        text="" if kind is Kind.BUTTON else said,
        choice=said if kind is Kind.BUTTON else "",
        file_ref="f" if kind in {Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT} else "",
    )


FORMS = st.one_of(
    st.sampled_from(PIECES).map(lambda text: _incoming(Kind.TEXT, text)),
    st.sampled_from(PIECES).map(lambda text: _incoming(Kind.PHOTO, text)),
    st.sampled_from(SHORT).map(lambda text: _incoming(Kind.TEXT, text)),
    st.sampled_from(BUTTONS).map(lambda value: _incoming(Kind.BUTTON, value)),
    st.sampled_from([Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.OTHER]).map(_incoming),
    st.just(_incoming(Kind.CONTACT, "+51951000111")),
    st.just(Incoming("p", "", "1", Kind.LOCATION, latitude=-15.30, longitude=-69.98)),
)


def open_words(talk: Talk) -> str:
    """All that waits to be registered or answered; not what was given up."""
    state = talk.state
    drafts = [each for each in (state.draft, state.parked, state.later) if each is not None]
    words = [
        part
        for draft in drafts
        for part in (draft.text, draft.place_text, draft.affected, draft.pending, draft.aside)
    ]
    held = state.held.text if state.held else ""
    unsure = state.unsure.text if state.unsure else ""
    return "\n".join((*words, held, unsure, state.doubted, state.unplaced))


def given_over(talk: Talk) -> str:
    """All that the domain was given."""
    words = []
    for command in talk.commands:
        match command:
            case (
                AnswerQuestion()
                | AskCall()
                | AnswerStep()
                | AskForPerson()
                | KeepQuestion()
                | Submit()
                | Correct()
            ):
                words.append(command.text)
            case Join():
                words.append(command.words)
            case Reopen():
                words.append(command.facts)
            case _:
                pass
    return "\n".join(words)


def given_up(talk: Talk) -> str:
    """What they dropped, and may still take up."""
    dropped = talk.state.dropped
    if dropped is None:
        return ""
    words = (dropped.text, dropped.place_text, dropped.pending, dropped.aside)
    return "\n".join(words)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FORMS, min_size=2, max_size=12), st.booleans())
def test_every_word_said_is_kept_given_over_or_given_up_by_a_clear_act(
    inputs: list[Incoming], is_asked: bool
) -> None:
    talk = Talk(question=OpenQuestion(5, "¿Cuántas familias son?", CODE) if is_asked else None)
    for incoming in inputs:
        before = open_words(talk)
        draft = talk.state.draft
        is_told_anew = draft is not None and draft.retelling
        talk.attachment = 3 if incoming.file_ref else None
        talk.sends(incoming)
        assert talk.heard or loops.is_loop(talk.state)  # the same, again and again, is a machine
        now = "\n".join((open_words(talk), given_over(talk), given_up(talk)))
        if incoming.text in PIECES:
            assert incoming.text in now, ("just said", incoming)
        if not is_told_anew:
            lost = [piece for piece in PIECES if piece in before and piece not in now]
            assert not lost, ("said before", incoming)
