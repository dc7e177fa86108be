"""Every sentence that people are told because of a triage action. The Lab edits them as data."""

from datetime import date

from intake.kinds import AporteState, Stage
from intake.listening.discard_reasons import DiscardReason
from intake.listening.notice_file import DECLINED, HOLDS, PRIORITISED, sentences
from intake.store.outgoing import Deed, Offer
from intake.words.calendar import spoken_date


def merged(people: int) -> str:
    """Say that it tells the same as another; `people` is how many distinct voices both have."""
    return say("fusionar" if people > 1 else "fusionar_uno", numero=str(people))


def separated() -> str:
    """Say that it told something else after all."""
    return say("separar")


def asked(question: str) -> str:
    """A question of the Lab to the author; goes with the offer to answer it."""
    return say("preguntar", pregunta=question)


def answered(words: str) -> str:
    """An answer in an operator's own words."""
    return say("responder", respuesta=words)


def admitted() -> str:
    """Say that it was admitted: what comes next, what it is not yet (Manual, arts. 10 and 14.a)."""
    return say("admitir")


def referred(entity: str, contact: str = "", office_number: str = "") -> str:
    """To whom it belongs, as the person must be told (TUO Ley 27444, art. 141).

    That it was sent is said with the number of the document that carried it, and never without.
    """
    where = f": {contact}" if contact else ""
    if office_number:
        return say("derivar_oficio", entidad=entity, contacto=where, oficio=office_number)
    return say("derivar", entidad=entity, contacto=where)


def discarded(reason: DiscardReason) -> str:
    """Say kindly that it is not followed up, with where else to go."""
    return say("descartar", razon=reason.told)


def taken_back(verb: str) -> str | None:
    """Say that `verb` was undone; None if people are not told of that verb at all."""
    name = f"deshacer_{verb}"
    return say(name) if name in HOLDS else None


def stage_in_words(stage: Stage, *, is_prioritised: bool, is_declined: bool = False) -> str:
    """Where the necesidad of an aporte stands, for its people: one short sentence."""
    if stage is not Stage.PRIORIZACION:
        return sentences().stages[stage.value]
    if is_prioritised:
        return sentences().stages[PRIORITISED]
    return sentences().stages[DECLINED if is_declined else stage.value]


def sentence(words: str) -> str:
    """What somebody typed, as it stands in a message: on one line, with its full stop."""
    line = " ".join(words.split())
    return line if not line or line[-1] in ".!?…" else f"{line}."


def say(name: str, **values: str) -> str:
    """The sentence, with {codigo} left in: each person is told the code they know."""
    return sentences().notices[name].format(codigo="{codigo}", **values)


def offer(deed: Deed, about: int | str = "") -> Offer:
    """What can be done with one tap under a message, with the Lab's name for it."""
    return Offer(sentences().buttons[deed], deed, str(about))


def offers_on_answer(*, closes: bool) -> tuple[Offer, ...]:
    """What can be said of an answer with one tap; `closes`: whether there may be something new."""
    deeds = (Deed.HELPED, Deed.DID_NOT_HELP, *((Deed.REOPEN,) if closes else ()))
    return tuple(offer(deed, "{codigo}") for deed in deeds)


def state_in_words(state: AporteState, *, answer_by: date) -> str:
    """How an aporte stands, for its people: one or two short sentences. No code is named."""
    return sentences().states[state].replace("{fecha}", spoken_date(answer_by))
