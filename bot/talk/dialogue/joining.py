"""Whether what they tell is the same as what others told, and they join it."""

from bot.messages import Kind
from bot.said import wording
from bot.talk.dialogue import place
from bot.talk.dialogue.hearing import chosen_number, means_yes
from bot.talk.dialogue.questions import button
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.listening.commands import Alike, Join
from intake.words.text import clean, normalise, word_set

_JOINING = word_set("uno unirme unirnos unimos sumo sumarme sumarnos sumamos igual mismo misma")
_AROUND = word_set(
    "si me nos es lo la a ese esa eso esto quiero queremos yo tambien por favor claro"
)


def line_of(facts: Facts, each: Alike) -> tuple[str, str, str]:
    """Of one that is alike: its code, what it is called, and the line that people read."""
    name = place.name_of(facts, each.glimpse)
    return each.code, name, wording.alike_line(name, each.glimpse, facts.now)


def joins_the_one(moment: Moment, text: str) -> str | None:
    """The code of the only one that was shown, where they say that it is the same."""
    alike = moment.state.telling.alike
    if len(alike) != 1 or not says_same(text) or not _is_shown(moment.state, alike[0][0]):
        return None
    return alike[0][0]


def says_same(text: str) -> bool:
    """«sí, es lo mismo», «igual me uno»: nothing but that."""
    said = set(normalise(text).split())
    return said <= _JOINING | _AROUND and not said.isdisjoint(_JOINING)


def _is_shown(state: State, code: str) -> bool:
    """Whether the line of it was in the last thing said: only then does «es lo mismo» mean it."""
    return button(state.telling, "igual", code) in {value for _, value in state.offered}


def names_it(moment: Moment) -> bool:
    """Whether they tapped it, or typed its number, that they join, or a yes to the only one.

    A word of the topic or the name of the district, typed alone, is no yes.
    """
    if moment.incoming.kind is not Kind.TEXT:
        return True
    text = clean(moment.incoming.text)
    says_so = not _JOINING.isdisjoint(normalise(text).split()) or (
        means_yes(text) and len(moment.state.telling.alike) == 1
    )
    return says_so or chosen_number(text, len(moment.state.offered)) is not None


def join(moment: Moment, code: str) -> Turn:
    """Have the domain add them, with what they told, to those who stand behind it."""
    draft = moment.state.telling
    command = Join(
        code=code,
        words=draft.text,
        attachments=draft.attachments,
        consent_version=moment.facts.world.notice.version,
        message_id=moment.message_id,
    )
    return Turn(moment.state, (), command)
