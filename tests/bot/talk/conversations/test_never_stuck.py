"""Whatever people send, in whatever order: an answer, never an error, and always a way on."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Incoming, Kind
from bot.talk.dialogue.loops import is_loop
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import BUBBLE, InView, OpenQuestion
from intake.listening.commands import FindSimilar, Found, LookUp, Refused, SimilarFound
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, an_alike, obliging

_COMMANDS = "hola si no 1 2 9 menú atrás cancelar ayuda baja noticias privacidad contar idea"
WORDS = st.sampled_from(
    [
        *_COMMANDS.split(),
        "corregir",
        "Taraco",
        "Santa Rosa",
        "melgar",
        "mis aportes",
        "no tenemos agua hace un mes en Taraco",
        "sí, registrar",
        "propongo un reservorio para la comunidad",
        "mi esposo me pega",
        "el lugar",
        "es lo mismo",
        "7R4-C6H",
        "invitar",
        "postular",
        "concursos",
        "prefiero no decirlo",
        "🙂",
        "👍",
        "/privacy",
        "quítenme de la lista",
        "quiero darme de baja del programa juntos",
        "enviar mi ubicación",
        "ñandú",
        "你好",
        "\x00\x07",
        "a",
        "?",
        "",
    ]
)
_VALUES = (
    "contar proponer cancelar atras seguir menu ayuda lab lab:etapas lab:x privacidad noticias "
    "noticias-si noticias-no baja responder:5 responder:x mios ver:7R4C6H corregir:7R4C6H "
    "retirar:7R4C6H retirar-si:7R4C6H ver:nada d1:lugar:210607 d1:lugar:otro d1:lugar:ninguno "
    "d1:lugar:999999 d1:afecta:familia d1:afecta:x d1:igual:no d1:igual:7R4C6H d1:resumen:si "
    "d1:resumen:corregir d1:cambiar:texto d1:cambiar:lugar d1:cambiar:afecta d1:cambiar:tipo "
    "sirvio-si:7R4C6H sirvio-no:7R4C6H sirvio-si: reabrir:7R4C6H reabrir: reabrir:x "
    "distrito:210607 distrito:x distrito: resumen resumen:210607 resumen:x resumen:999999 invitar "
    "concursos concurso:4 concurso:x concurso: preguntar:4 preguntar:x postular postular:4 "
    "postular:x postulaciones postulacion:4 pq:4:comunidad pq:4:x pq:x:y pl:4:210607 pl: "
    "px:4:contacto px:4:monto pc:4 pc:4:monto pc:4:x pc:x pe:4 pe:x pr:4 prs:4 prs: "
    "socorro:si socorro:no socorro:x socorro "
    "d1:cambiar:x d1:resumen:quitar d1:voz:oir d1:aparte:nuevo d1:aparte:seguir d2:resumen:si "
    "d0:: d: dx d999999:a no-baja"
)
VALUES = st.sampled_from(_VALUES.split())
POSITIONS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
INCOMING = st.one_of(
    st.one_of(WORDS, st.text(max_size=200)).map(
        lambda text: Incoming("p", "", "1", Kind.TEXT, text=text)
    ),
    st.one_of(VALUES, st.text(max_size=40)).map(
        lambda value: Incoming("p", "", "1", Kind.BUTTON, choice=value)
    ),
    POSITIONS.map(
        lambda at: Incoming("p", "", "1", Kind.LOCATION, latitude=at[0], longitude=at[1])
    ),
    st.builds(
        lambda kind, text: Incoming("p", "", "1", kind, text=text, file_ref="f"),
        st.sampled_from(
            [Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.OTHER, Kind.CONTACT, Kind.START]
        ),
        WORDS,
    ),
    st.builds(
        lambda text, which: Incoming("p", "", "1", Kind.EDITED, text=text, message_id=f"m{which}"),
        WORDS,
        st.integers(1, 9),
    ),
    WORDS.map(lambda text: Incoming("p", "", "1", Kind.TEXT, text=text, is_forwarded=True)),
)
MASS = (("Ver el concurso", "concurso:4"), ("Darme de baja", "baja"))
VIEWS = st.sampled_from(
    [
        InView(),
        InView(is_ours=False),
        InView(begun=MASS, is_ours=False),
        InView(begun=(("Responder", "responder:5"),), unsure=MASS, is_ours=False),
        InView(begun=(("Responder", "responder:5"),), is_ours=False, is_reply=True),
        InView(begun=(("No decirlo", "d1:lugar:ninguno"),), is_ours=False, is_reply=True),
        InView(is_ours=False, is_unseen=True),
        InView(is_echo=True),
    ]
)
SILENT = {Kind.BLOCKED, Kind.UNBLOCKED, Kind.UNREADABLE}


def moody(refuses: bool, knows: bool) -> object:
    """A domain that may refuse everything, or know of things alike."""

    def answer(command: Command) -> Result:
        if refuses and not isinstance(command, FindSimilar):
            return Found(None) if isinstance(command, LookUp) else Refused("No se puede.")
        if knows and isinstance(command, FindSimilar):
            return SimilarFound((an_alike(), an_alike("C6H7R4", topic="Luz y energía")), CODE)
        return obliging(command)

    return answer


def cancel_all(talk: Talk) -> None:
    """Out of all that may wait behind each other: each «cancelar» settles the one on top."""
    for _ in ("help", "an application", "an aporte", "one that waited for a danger to be told"):
        talk.says("cancelar")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(INCOMING, VIEWS), min_size=1, max_size=14),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_sequence_of_inputs_raises_or_leaves_a_person_stuck(
    inputs: list[tuple[Incoming, InView]], refuses: bool, knows: bool, asked: bool
) -> None:
    talk = Talk(
        moody(refuses, knows),  # type: ignore[arg-type]  # a function of the right shape
        question=OpenQuestion(5, "¿Cuántas familias son?", CODE) if asked else None,
    )
    for incoming, talk.view in inputs:
        talk.attachment = 3 if incoming.file_ref else None
        talk.sends(incoming)

        assert talk.heard or is_loop(talk.state), incoming
        for reply in talk.heard:
            assert reply.text.strip()
            assert len(reply.text) <= BUBBLE
            assert all(len(choice.value.encode()) <= 64 for choice in reply.choices)
            assert all(0 < len(choice.label) <= 60 for choice in reply.choices)
            assert len({choice.label for choice in reply.choices}) == len(reply.choices)
        stored = json.loads(json.dumps(talk.state.to_json()))
        assert State.from_json(stored) == talk.state

    talk.attachment, talk.view = None, InView()
    cancel_all(talk)
    talk.says("menú")
    assert talk.choices, "there is always a way on"
    assert talk.state.draft is None


@settings(max_examples=100, deadline=None)
@given(st.lists(INCOMING, max_size=8))
def test_from_anywhere_a_problem_can_be_told_to_its_end(inputs: list[Incoming]) -> None:
    talk = Talk()
    for incoming in inputs:
        talk.sends(incoming)
    cancel_all(talk)
    talk.presses("contar")
    talk.says("se cayó el puente y los niños no pueden ir a la escuela")
    talk.says("taraco")
    talk.says("sí")

    assert talk.state.draft is None
    assert "Tu código es" in talk.heard[-1].text
