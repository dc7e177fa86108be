"""A DNI, a telephone, a name that somebody typed: noticed at once, and taken out if they wish."""

from bot.talk.dialogue.state import Draft, State
from intake.words.identifiers import masked_together, signs_together
from intake.words.text import normalise, word_set

_TAKE_OUT = ("quit", "tapa", "tape", "saca", "saque", "borr", "elimin")
_DATUM = word_set(
    "dni documento telefono celular cel numero numeros correo cuenta tarjeta enlace link usuario "
    "nombre nombres dato datos ruc"
)
_ITSELF = word_set("quitalo quitalos quitale quitar quita tapalo sacalo sacalos")
_LONGEST = 6


def found_in(draft: Draft) -> tuple[str, ...]:
    """What names a person in what is about to be kept, in words for the staff; each once."""
    return signs_together((draft.text, draft.affected, draft.place_text))


def asks_to_take_out(text: str) -> bool:
    """Whether they ask it in words: «quítalo», «borra mi DNI»; all may be given up otherwise."""
    said = normalise(text).split()
    if len(said) > _LONGEST:
        return False
    names_it = not _DATUM.isdisjoint(said) and any(word.startswith(_TAKE_OUT) for word in said)
    return names_it or not _ITSELF.isdisjoint(said)


def taken_out(state: State) -> State:
    """The state whose draft holds «[DNI]» in its place, and is never asked again in two parts."""
    draft = state.telling
    text, affected, place_text = masked_together((draft.text, draft.affected, draft.place_text))
    return state.with_draft(text=text, affected=affected, place_text=place_text, matters=())
