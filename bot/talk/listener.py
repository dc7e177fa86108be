"""What comes in and what is known give what is said and asked: pure, whoever answers.

`converse` takes one incoming message; where the turn it returns holds a command, the inbox has the
domain obey it and hands the result to `resume`. Nothing here reads a clock or a database, and
each conversation says of itself what it hears (`Repertoire`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import bot.talk.conversations
from bot.messages import Incoming, Kind
from bot.said import texts
from bot.talk.dialogue import answers, applying, cases, choosing, loops
from bot.talk.dialogue.bursts import stands_free
from bot.talk.dialogue.hearing import (
    chosen_value,
    command_in,
    is_bare,
    is_label,
    means_position,
    slash_command,
    spoken_emoji,
)
from bot.talk.dialogue.questions import again
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say
from bot.talk.repertoire import Repertoire
from intake.plugins import discover
from intake.requests.commands import Result
from intake.store.outgoing import Choice
from intake.words.codes import code_within, find_code
from intake.words.text import clean, normalise

_OPENS = "inicio"
"""What opening the chat is called, where leaving something asks for a verb."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Finds, for each message, the conversation that it is for."""

    knows: Repertoire

    @classmethod
    def found(cls) -> "Listener":
        """One that knows every conversation there is."""
        return cls(Repertoire.of(discover(bot.talk.conversations)))

    def converse(self, state: State, incoming: Incoming, facts: Facts) -> Turn:
        """The turn that one incoming message makes. Never raises, whatever comes."""
        moment = Moment(state, incoming, facts)
        state = loops.count(moment)
        if incoming.kind is Kind.UNREADABLE or loops.is_endless(state):
            return Turn(state)  # what cannot be read is kept, and nobody is answered
        moment = moment.at(state)
        turn = _first_of(hook(moment) for hook in self.knows.first)
        if turn is None and loops.is_loop(state):
            return Turn(state)
        if turn is None:
            turn = loops.warn(self._ask_for_a_clear_yes(moment, self._hear(moment)))
            for beside in self.knows.beside:
                turn = first_say(beside(moment), turn)
        return self._finish(answers.note(moment, turn), facts)

    def is_words(self, incoming: Incoming, state: State) -> bool:
        """Whether it is free words or a file: nothing that chooses, commands or names a code."""
        if not stands_free(incoming):
            return False
        text = clean(incoming.text)
        if incoming.kind is not Kind.TEXT:
            return True
        names = find_code(text) or code_within(text) or self._verb_with_code(text)
        chooses = is_bare(text) or chosen_value(text, state.offered)
        commands = slash_command(text) or means_position(text) or self._command(text, state)
        return bool(normalise(text)) and not (names or chooses or commands)

    def resume(self, turn: Turn, result: Result, facts: Facts) -> Turn:
        """The turn that follows when the domain has obeyed the command of `turn`."""
        taken = _first_of(hook(turn, result) for hook in self.knows.before_result)
        if taken is not None:
            # It may wait again: what was set aside is given back once that is settled.
            return taken
        does = self.knows.results.get(type(turn.command)) if turn.command else None
        return self._finish(does(turn, result, facts) if does else Turn(turn.state), facts)

    def _hear(self, moment: Moment) -> Turn:
        match moment.incoming.kind:
            case Kind.TEXT:
                return self._on_text(moment)
            case Kind.BUTTON:
                return self._on_value(moment, moment.incoming.choice)
            case Kind.START:
                return self._ask_around(self._left(moment, _OPENS))
            case _:
                return self._ask_around(moment)

    def _ask_around(self, moment: Moment) -> Turn:
        """The first conversation that takes it answers; where none does, we read only words."""
        kind, text = moment.incoming.kind, clean(moment.incoming.text)
        ears = (ear for ear in self.knows.ears if kind in ear.kinds)
        turn = _first_of(ear.hears(moment, text) for ear in ears)
        return turn or _beside(moment, texts.ONLY_WORDS)

    def _on_text(self, moment: Moment) -> Turn:
        state, facts = moment.state, moment.facts
        text = clean(moment.incoming.text)
        if not normalise(text) and not spoken_emoji(text):
            return _beside(moment, texts.ONLY_WORDS)
        if choosing.is_unclear(moment, text):
            return choosing.ask_which(state, facts)
        value = choosing.chosen(moment, text)
        if value is None:
            return self._on_unchosen(moment.at(replace(state, doubted="")), text)
        return self._on_words(moment, text, value)

    def _on_unchosen(self, moment: Moment, text: str) -> Turn:
        """Typed words that choose nothing of what is offered: perhaps they command something."""
        taken = _first_of(hook(moment, text) for hook in self.knows.before_commands)
        if taken is not None:
            return taken
        if name := slash_command(text):
            verb = self.knows.slashes.get(name) or self.knows.phrases.get(name)
            return self._on_value(moment, verb) if verb else _beside(moment)
        if means_position(text):
            return _beside(moment, texts.SEND_POSITION)
        value = self._command(text, moment.state) or self._verb_with_code(text)
        return self._on_words(moment, text, value)

    def _on_words(self, moment: Moment, text: str, value: str | None = None) -> Turn:
        """Typed words and what they choose or command, if they do; else whatever is asked."""
        taken = _first_of(hook(moment, text, value) for hook in self.knows.before_choices)
        if taken is not None:
            return taken
        if value is not None:
            return self._on_value(moment, value)
        state, draft = moment.state, moment.state.draft
        waits = state.focus or (draft is not None and not draft.text)
        if not normalise(text) and waits and cases.asked(state) is None:
            # An emoji says no name, nor a story.
            return _beside(moment, texts.ONLY_WORDS)
        return self._ask_around(moment)

    def _on_value(self, moment: Moment, value: str) -> Turn:
        """A tapped button or a typed command."""
        verb, _, rest = value.partition(":")
        taken = _first_of(hook(moment, verb) for hook in self.knows.takes_verb)
        if taken is not None:
            return taken
        moment = self._left(moment, verb)
        word = verb.rstrip("0123456789")
        if verb != word and word in self.knows.numbered:
            return self.knows.numbered[word](moment, value.removeprefix(word))
        does = self.knows.verbs.get(verb)
        if does is None:
            return again(moment.state, moment.facts, texts.OLD_BUTTON)
        turn = does(moment, rest)
        return self._hear_again(moment, turn) if turn.hears else turn

    def _hear_again(self, moment: Moment, turn: Turn) -> Turn:
        """What they had written before, now that it is known to be no command."""
        words = turn.hears
        typed = replace(moment.incoming, kind=Kind.TEXT, text=words, choice="")
        return self._on_words(Moment(turn.state, typed, moment.facts), words)

    def _left(self, moment: Moment, verb: str) -> Moment:
        """What was said before is over, unless the verb is only about what was said."""
        if any(is_beside(moment.state, verb) for is_beside in self.knows.is_beside):
            return moment
        for leave in self.knows.leave:
            moment = moment.at(leave(moment.state, verb))
        return moment

    def _command(self, text: str, state: State) -> str | None:
        """The command that was typed. While something is told, only what cannot be an answer."""
        if any(keeps(state) for keeps in self.knows.keeps_words):
            verb = command_in(text, self.knows.phrases, cutoff=92)
            return verb if verb in self.knows.ways_out else None
        if state.draft is None:
            return command_in(text, self.knows.phrases)
        verb = command_in(text, self.knows.phrases, cutoff=90)
        return None if verb in self.knows.may_be_an_answer else verb

    def _verb_with_code(self, text: str) -> str | None:
        """«retirar K7F-3M6», as the value of its button."""
        verb, _, rest = normalise(text).partition(" ")
        code = find_code(rest) if verb in self.knows.with_code else None
        return f"{verb}:{code}" if code else None

    def _ask_for_a_clear_yes(self, moment: Moment, turn: Turn) -> Turn:
        """Permission is given by a button, by the words of one, or in direct answer.

        A bare number, a «sí» or an emoji that came with another message in view, or before the
        question was seen, permits nothing: the question is asked again.
        """
        incoming = moment.incoming
        is_plain = incoming.kind is not Kind.TEXT or is_label(incoming.text, moment.state.offered)
        if is_plain or turn.command is None:
            return turn
        return _first_of(doubts(moment, turn) for doubts in self.knows.doubts) or turn

    def _finish(self, turn: Turn, facts: Facts) -> Turn:
        for finish in self.knows.finish:
            turn = finish(turn, facts)
        return self._with_whole_menu(turn)

    def _with_whole_menu(self, turn: Turn) -> Turn:
        """Where the whole menu is offered, what conversations add to it follows."""
        place = _after_menu(turn.state.offered)
        if not self.knows.menu or place is None or not turn.replies:
            return turn
        offered, (*before, last) = turn.state.offered, turn.replies
        more = tuple(Choice(label, value) for label, value in self.knows.menu)
        last = replace(last, choices=(*last.choices[:place], *more, *last.choices[place:]))
        state = replace(turn.state, offered=(*offered[:place], *self.knows.menu, *offered[place:]))
        return replace(turn, state=state, replies=(*before, last))


def _after_menu(offered: Sequence[tuple[str, str]]) -> int | None:
    """The place behind the whole menu, among what was offered; None where it is not there."""
    size = len(texts.MENU)
    return next(
        (
            start + size
            for start in range(len(offered) - size + 1)
            if tuple(offered[start : start + size]) == texts.MENU
        ),
        None,
    )


def _first_of(turns: Iterable[Turn | None]) -> Turn | None:
    return next((turn for turn in turns if turn is not None), None)


def _beside(moment: Moment, text: str = texts.UNKNOWN_COMMAND) -> Turn:
    """Say something, and ask again what was being asked."""
    return applying.besides(moment.state, text) or again(moment.state, moment.facts, text)


BOT = Listener.found()
converse = BOT.converse
resume = BOT.resume
