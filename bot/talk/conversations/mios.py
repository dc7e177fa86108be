"""My aportes: how they stand, correcting one, taking one back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.said import texts, wording
from bot.talk.dialogue import changes, place, telling
from bot.talk.dialogue.hearing import is_bare
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import advance, go_on, menu
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say
from intake.ids import Code
from intake.listening.commands import (
    AporteView,
    Correct,
    Done,
    Found,
    ListMine,
    LookUp,
    Mine,
    Refused,
    Withdraw,
)
from intake.outreach.commands import Arrive
from intake.reading.rules.acts import Act, Asked
from intake.requests.commands import Result
from intake.words.codes import code_within, find_code, looks_like_code
from intake.words.text import clean

PHRASES = {
    "mios": (
        "mis mensajes|mi mensaje|ver mis mensajes|como va mi mensaje|"
        "mis aportes|mi aporte|mis problemas|mis ideas|ver mis aportes|mios|como va mi aporte|"
        "estado|mis casos|mis codigos"
    ),
}
COMMANDS = (ListMine, LookUp, Withdraw)
WITH_CODE = frozenset({"ver", "corregir", "retirar"})
_A_WHILE = timedelta(hours=6)


def _look_up(state: State, code: str) -> Turn:
    return Turn(replace(state, focus=""), (), LookUp(code))


def _named(moment: Moment, text: str) -> Turn | None:
    """A code, alone or within other words."""
    code = find_code(text) or code_within(text)
    return None if code is None else _look_up(moment.state, code)


def _mistyped(moment: Moment, text: str) -> Turn | None:
    """Nearly a code: one letter is wrong."""
    if not looks_like_code(text):
        return None
    return say(moment.state, texts.MISTYPED_CODE, *texts.MENU)


def _about_the_receipt(moment: Moment, text: str) -> Turn | None:
    """Right after the receipt, what takes back or corrects is of what was just registered."""
    state = moment.state
    code = state.registered[1]
    if not code or not _is_at_receipt(moment) or is_bare(text):
        return None
    act = moment.facts.world.read(text, Asked.SUMMARY).act
    if act is Act.CANCELAR:
        return _ask_withdrawal(state, Code(code))
    if act is Act.CORRECCION:
        return _start_correcting(replace(state, unplaced=text), Code(code))
    return None


def leave(state: State, verb: str) -> State:
    """They went elsewhere: what they wrote after the receipt is not of it."""
    return state if verb == "corregir" else replace(state, unplaced="")


def _is_at_receipt(moment: Moment) -> bool:
    """Whether the receipt is the last thing that was said, and not long ago."""
    state, facts = moment.state, moment.facts
    if not facts.view.is_ours or facts.idle >= _A_WHILE or state.draft is not None or state.focus:
        return False
    return set(texts.after_receipt(wants_news=True)) <= set(state.offered)


EARS = (
    Ear(Precedence.ANSWER, TEXT, _about_the_receipt),
    Ear(Precedence.CODE, TEXT, _named),
    Ear(Precedence.MISTYPED, TEXT, _mistyped),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The domain answered."""
    focus, state = turn.state.focus, replace(turn.state, focus="")
    match result:
        case Mine(aportes):
            return _theirs(state, aportes, facts)
        case Found(None) if isinstance(turn.command, LookUp) and not focus:
            # The code under a poster's picture, perhaps.
            return Turn(state, (), Arrive(turn.command.code, typed=True))
        case Found(None):
            return say(state, texts.UNKNOWN_CODE, *texts.MENU)
        case Found(view) if view is not None:
            return _ON_FOUND.get(focus, _show)(state, view, facts)
        case Done(code):
            return say(state, wording.withdrawn(code), *texts.MENU)
        case Refused(reason):
            return say(state, reason, *texts.MENU)
        case _:
            return menu(state)


def _theirs(state: State, aportes: Sequence[AporteView], facts: Facts) -> Turn:
    if not aportes:
        return go_on(state, facts, texts.NOTHING_YET, *texts.MENU[:2])
    lines = [wording.mine_line(view, _place(facts, view)) for view in aportes]
    buttons = [(wording.see(view.code), f"ver:{view.code}") for view in aportes[:6]]
    return go_on(state, facts, wording.mine(lines), *buttons, *texts.MENU[:1])


def _list(moment: Moment, _: str) -> Turn:
    return Turn(replace(moment.state, focus=""), (), ListMine())


def _of_one(step: Callable[[State, Code], Turn]) -> Callable[[Moment, str], Turn]:
    """A verb about the aporte that the button names; the menu where it names none."""

    def verb(moment: Moment, rest: str) -> Turn:
        code = find_code(rest)
        return step(moment.state, code) if code else menu(moment.state)

    return verb


def _start_adding(state: State, code: Code) -> Turn:
    return Turn(replace(state, focus="agregar"), (), LookUp(code))


def _start_correcting(state: State, code: Code) -> Turn:
    return Turn(replace(state, focus="corregir"), (), LookUp(code))


def _ask_withdrawal(state: State, code: Code) -> Turn:
    """It cannot be undone, so it is asked."""
    return say(
        replace(state, focus=""),
        wording.really_withdraw(code),
        (texts.YES_WITHDRAW, f"retirar-si:{code}"),
        (texts.NO_KEEP, f"ver:{code}"),
    )


VERBS = {
    "agregar": _of_one(_start_adding),
    "mios": _list,
    "ver": _of_one(_look_up),
    "corregir": _of_one(_start_correcting),
    "retirar": _of_one(_ask_withdrawal),
    "retirar-si": _of_one(lambda state, code: Turn(state, (), Withdraw(code))),
}


def _show(state: State, view: AporteView, facts: Facts) -> Turn:
    choices: list[tuple[str, str]] = []
    if view.may_change:
        choices.append((texts.CORRECT, f"corregir:{view.code}"))
    if view.may_change or (view.is_followed and not view.is_mine):
        choices.append((texts.WITHDRAW if view.is_mine else texts.LEAVE, f"retirar:{view.code}"))
    choices.append((texts.MY_APORTES, "mios"))
    return say(state, wording.detail(view, _place(facts, view), facts.now), *choices)


def _place(facts: Facts, view: AporteView) -> str:
    """Where their own is; of another's, what it is called, as far as others may know."""
    if view.is_mine:
        return place.label(facts, view)
    return place.name_of(facts, view.glimpse) if view.glimpse else ""


def _correct(state: State, view: AporteView, facts: Facts) -> Turn:
    if not view.may_change:
        return say(state, texts.TOO_LATE_TO_CHANGE, *texts.MENU)
    words = state.unplaced if state.registered[1] == view.code else ""
    if state.draft is not None and state.draft.text:
        if state.parked is not None:
            return menu(state)  # two wait already: they are told first
        state = replace(state, parked=state.draft)
    state = _reopened(replace(state, unplaced=""), view)
    if words:
        return changes.amend(state, facts, words)
    return advance(state.with_draft(correcting=True), facts)


def _add(state: State, view: AporteView, facts: Facts) -> Turn:
    """The words that came after the receipt are added to it; where they cannot, they are told."""
    held, state = state.unsure, replace(state, unsure=None)
    if held is None:
        return _show(state, view, facts)
    if not (view.is_mine and view.may_change):
        kind = telling.kind_of(facts.world.read(held.text))
        turn = telling.start(state, facts, kind, text=held.text, message_id=held.message_id)
        return first_say(texts.NOT_ADDED, turn)
    whole = clean(f"{view.text}\n{held.text}")
    correction = Correct(
        code=view.code,
        kind=view.kind,
        text=whole,
        ubigeo=view.ubigeo,
        place_text=view.place_text,
        affected=view.affected,
        actor=view.actor,
    )
    return Turn(_reopened(state, view).with_draft(text=whole), (), correction)


def _reopened(state: State, view: AporteView) -> State:
    """The state with what they told as a draft that corrects it."""
    serial = state.serial + 1
    draft = Draft(
        serial=serial,
        kind=view.kind,
        text=view.text,
        ubigeo=view.ubigeo or "",
        place_text=view.place_text,
        no_place=view.ubigeo is None,
        affected=view.affected,
        actor=view.actor,
        compared=True,
        editing=view.code,
    )
    return replace(state, serial=serial, draft=draft)


_ON_FOUND = {"corregir": _correct, "agregar": _add}
