"""How aportes are told to people: the summary, the receipt, the list, the alike ones."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.said.texts import as_told, shorten
from intake.kinds import Actor, AporteKind
from intake.listening.commands import FEW, AporteView, Glimpse
from intake.listening.notices import stage_in_words, state_in_words
from intake.necesidades.commands import DistrictSummary
from intake.words.calendar import lima_date, spoken_date, spoken_month
from intake.words.codes import spoken

_NO_TOPIC = "Lo que contó otra persona"
_HOW_TO_ERASE = "para pedir que se borre, escribe «privacidad»."


_LONGEST_LABEL = 60
_LONGEST_STORY = 120
"""They just wrote it: enough to know it again."""


def alike(lines: Sequence[str]) -> str:
    """The aportes that are alike, and what joining does; nothing of what others wrote."""
    listed = "\n".join(f"• {line}" for line in lines)
    which = "Si es lo mismo, puedes unirte" if len(lines) == 1 else "Si alguno es lo mismo, únete"
    return (
        f"Otros ya contaron algo parecido:\n{listed}\n{which}: tu voz se suma y te avisamos igual."
    )


def called(glimpse: Glimpse, place: str) -> str:
    """What another told, without a word of theirs: the topic and the district."""
    return f"{glimpse.topic or _NO_TOPIC}, {place}"


def alike_line(name: str, glimpse: Glimpse, now: datetime) -> str:
    """One of them: «Agua para tomar y desagüe, Taraco, Huancané, Puno: 3 personas desde marzo»."""
    return f"{name}: {_who(glimpse.people)} desde {spoken_month(glimpse.since, lima_date(now))}"


def join_label(name: str) -> str:
    """The label of the tap that joins: it says what."""
    return shorten(f"Es lo mismo: {name}", _LONGEST_LABEL)


def yours_already(code: str) -> str:
    """What is said if what they tell reads like what they told or joined before."""
    return (
        f"Se parece a tu mensaje {spoken(code)}, que ya tenemos. Si es lo mismo, no hace falta "
        f"registrarlo otra vez: escribe «cancelar» y luego {spoken(code)} para saber cómo va."
    )


def recap(
    kind: AporteKind, text: str, place: str, affected: str, actor: Actor | None, files: int
) -> str:
    """All that will be registered, to be confirmed; what was not said has no line."""
    is_idea = kind is AporteKind.IDEA
    lines = [
        "Esto anoté:",
        f"{'Idea' if is_idea else 'Problema'}: {shorten(as_told(text), _LONGEST_STORY)}",
        f"Lugar: {place}",
    ]
    if affected:
        whom = shorten(affected, _LONGEST_LABEL)
        lines.append(f"{'Ayudaría a' if is_idea else 'Afecta a'}: {whom}")
    if actor is Actor.MUNICIPALIDAD:
        lines.append("Escribes por la municipalidad.")
    if files:
        lines.append(f"Archivos: {files}")
    return "\n".join(lines)


def receipt(code: str, answer_by: date) -> str:
    """The receipt: the code, what happens next and by when."""
    return (
        f"¡Listo! Tu mensaje quedó registrado.\n"
        f"Tu código es {spoken(code)}. Guárdalo.\n\n"
        f"Una persona del equipo lo leerá y te responderemos por aquí, a más tardar el "
        f"{spoken_date(answer_by)}. Escribe tu código para saber cómo va."
    )


def joined(code: str, voices: int, answer_by: date | None, view: AporteView) -> str:
    """The receipt of joining: until when an answer is owed, or how it stands already."""
    next_ = _state(view)
    if answer_by is not None:
        next_ = (
            "Te avisaremos por aquí qué pasa con él; la respuesta llega a más tardar el "
            f"{spoken_date(answer_by)}."
        )
    return f"¡Listo! Te uniste al mensaje {spoken(code)}. {_together(voices)}\n\n{next_}"


def already_registered(code: str) -> str:
    """What is said at the confirm button of a draft that was registered before."""
    return (
        f"Eso ya quedó registrado con el código {spoken(code)}. Escribe «mis mensajes» para verlo."
    )


def corrected(code: str) -> str:
    """The receipt of a correction."""
    return f"Listo, corregimos tu mensaje {spoken(code)}."


def mine(lines: Sequence[str]) -> str:
    """The list of their aportes."""
    return "Tus mensajes:\n" + "\n".join(lines)


def mine_line(view: AporteView, place: str) -> str:
    """One of the list; if they joined it, what they wrote when they did."""
    told = (spoken(view.code), shorten(as_told(view.text), 60), place)
    return f"{' · '.join(part for part in told if part)}. {_state(view)}"


def see(code: str) -> str:
    """The label of the tap that opens one."""
    return f"Ver {spoken(code)}"


def detail(view: AporteView, place: str, now: datetime) -> str:
    """One aporte, as far as this person may know of it."""
    lines = [f"Mensaje {spoken(view.code)}"]
    if view.text:
        whose = "" if view.is_mine else "Cuando te uniste escribiste: "
        lines.append(f"{whose}«{shorten(as_told(view.text), 600)}»")
    knows = view.is_mine or view.is_followed
    if view.is_mine:
        lines.append(f"Lugar: {place}")
    elif view.glimpse is not None:
        lines.append(f"{place if knows else alike_line(place, view.glimpse, now)}.")
    if knows and view.glimpse is not None:
        lines.append(_together(view.glimpse.people))
    state = _state(view)
    # What follows in it is a promise to those who stand behind it, and to nobody else.
    return "\n".join([*lines, state if knows else f"{state.split('. ')[0].rstrip('.')}."])


def really_withdraw(code: str) -> str:
    """The question before what cannot be undone, which says what it does not do."""
    return (
        f"¿Seguro que quieres retirar {spoken(code)}? Sale de la cola y ya no te responderemos "
        "por él. Si otras personas se unieron, sigue siendo de ellas. "
        f"Lo que escribiste queda guardado; {_HOW_TO_ERASE}"
    )


def withdrawn(code: str) -> str:
    """What is said when it was taken back."""
    done = f"Listo, retiraste {spoken(code)}." if code else "Listo, lo retiraste."
    return f"{done} Lo que escribiste queda guardado; {_HOW_TO_ERASE}"


def _state(view: AporteView) -> str:
    state = view.root_state or view.state
    whole = state_in_words(state, answer_by=view.answer_by)
    if view.stage is not None:
        whole = stage_in_words(
            view.stage, is_prioritised=view.is_prioritised, is_declined=view.is_declined
        )
    if view.root_state is None:
        return whole
    return f"{state_in_words(view.state, answer_by=view.answer_by)} {whole}"


def _who(people: int) -> str:
    """For those who are none of them."""
    return f"menos de {FEW} personas," if people < FEW else f"{people} personas"


def _together(voices: int) -> str:
    return "Por ahora lo dice 1 persona." if voices <= 1 else f"Ya son {voices} personas."


def district_summary(summary: DistrictSummary, place: str) -> str:
    """What a district told, to be read on a phone; of fewer people than FEW nothing is counted."""
    if not summary.aportes:
        return f"De {place} todavía no nos ha escrito nadie. Puedes ser quien empiece."
    if summary.people < FEW:
        lines = [f"De {place} nos han escrito menos de {FEW} personas."]
    else:
        told = _count(summary.aportes, "mensaje")
        lines = [f"De {place} nos han escrito {summary.people} personas, con {told}."]
    if summary.waiting and summary.people >= FEW:
        waits = "espera" if summary.waiting == 1 else "esperan"
        lines.append(f"{summary.waiting} {waits} todavía una respuesta.")
    if summary.topics and summary.people >= FEW:
        lines.append(f"Lo que más cuentan: {'; '.join(summary.topics)}.")
    for need in summary.needs:
        stage = stage_in_words(
            need.stage, is_prioritised=need.is_prioritised, is_declined=need.is_declined
        )
        others = need.other_districts
        shared = f" También la tienen {_count(others, 'distrito')} más." if others else ""
        lines.append(f"«{need.title}»: {stage[0].lower()}{stage[1:]}{shared}")
    return "\n\n".join(lines)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
