"""One reading of each message: rules for what is certain, the learned model for everything else.

Rules are the floor. What a phrase of the derivations finds, nothing takes back: the model may find
more danger and reserve more, never less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from intake.kinds import Actor
from intake.reading.rules import intent
from intake.reading.rules.acts import Act, Asked, Danger, Level
from intake.reading.rules.intent import Intent, IntentKind
from intake.reading.rules.language import Heard, hear
from intake.reading.rules.learned import Model, Opinion, builtin_model
from intake.words.keys import LONGEST_KEPT


@dataclass(frozen=True, slots=True)
class Bounds:
    """From what probability on something is taken to be so, and what a mistake costs."""

    danger_now: float = 0.7
    """Too low, and who tells of a dead cow is told to call the police before anything else; too
    high, and somebody in danger is asked about a form with help only beside it."""
    danger_maybe: float = 0.2
    """Too low, and help is offered beside messages that need none, until nobody reads it; too
    high, and somebody in danger is offered nothing."""
    reserve: float = 0.4
    """Too low, and neighbours are not offered to join what is theirs too; too high, and one
    person's secret is shown to another."""
    not_aporte: float = 0.5
    """Too low, and who tells a problem is answered as if they had asked or complained; too high,
    and who asks is led into a form."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is taken to be, and by which words."""

    act: Act
    level: Level = Level.NONE
    dangers: tuple[Danger, ...] = ()
    """What somebody may be in danger of, the likeliest or most urgent first; empty at NONE."""
    is_proposal: bool = False
    actor: Actor | None = None
    """For whom it speaks, where the words say so."""
    says_nothing: bool = False
    """Signs, numbers or keys struck at random: nothing that could be told again."""
    needs_interpreter: bool = False
    words: tuple[str, ...] = ()
    """The words that a rule went by; what moved the model is in `Reader.why`."""
    opinion: Opinion | None = field(default=None, compare=False)
    """What the model made of it; None where it cannot read the language."""

    @property
    def ways(self) -> tuple[IntentKind, ...]:
        """Where help for these dangers is found, the first one first, each once."""
        return tuple(dict.fromkeys(_WAYS[danger] for danger in self.dangers))

    @property
    def elsewhere(self) -> IntentKind | None:
        """Where it belongs, if that is not the Lab; None if it is."""
        if self.level is Level.NOW:
            return self.ways[0]
        return _ELSEWHERE.get(self.act)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads with one model and one set of bounds."""

    model: Model
    bounds: Bounds = Bounds()

    def read(self, text: str, asked: Asked = Asked.NONE) -> Reading:
        """What a message is, given the question that was open when it came."""
        heard = hear(text)
        by_rule = intent.read(text)
        opinion = None if heard.needs_interpreter else self.opinion(text, asked)
        level, dangers = self._danger(by_rule, opinion)
        return Reading(
            act=self._act(by_rule, opinion, heard, asked, level),
            level=level,
            dangers=dangers,
            is_proposal=by_rule.proposal or (opinion is not None and opinion.idea >= _EVEN),
            actor=_actor(opinion.actors) if opinion else None,
            says_nothing=by_rule.kind is IntentKind.NADA,
            needs_interpreter=heard.needs_interpreter,
            words=by_rule.words,
            opinion=opinion,
        )

    def opinion(self, text: str, asked: Asked = Asked.NONE) -> Opinion:
        """What the model makes of a message; remembered for a while, if it is of usual length."""
        if len(text) > LONGEST_KEPT:
            return self.model.opinion(text, asked)
        return _remembered(self.model, text, asked)

    def _danger(self, by_rule: Intent, opinion: Opinion | None) -> tuple[Level, tuple[Danger, ...]]:
        named = [_DANGERS[kind] for kind in by_rule.danger]
        chance = opinion.danger if opinion else 0.0
        if by_rule.is_own or chance >= self.bounds.danger_now or (named and chance >= _DENIED):
            level = Level.NOW
        elif named or chance >= self.bounds.danger_maybe:
            level = Level.MAYBE
        else:
            return Level.NONE, ()
        likely = sorted(opinion.kinds, key=lambda each: -opinion.kinds[each]) if opinion else []
        heard = [each for each in likely if opinion and opinion.kinds[each] >= _ALSO]
        return level, tuple(dict.fromkeys((*named, *(heard or likely[:1]))))

    def _act(
        self, by_rule: Intent, opinion: Opinion | None, heard: Heard, asked: Asked, level: Level
    ) -> Act:
        if level is Level.NOW:
            return Act.PELIGRO
        if heard.only_greets or by_rule.kind is IntentKind.SALUDO:
            return Act.SALUDO
        if opinion is None:
            return Act.APORTE
        shares = {act: share for act, share in opinion.acts.items() if _may_be(act, asked, level)}
        best = max(shares, key=lambda act: shares[act])
        if best in _WAYS_IN or shares[best] >= self.bounds.not_aporte * sum(shares.values()):
            return best
        return Act.APORTE if asked in {Asked.NONE, Asked.STORY} else Act.RESPUESTA


_EVEN = 0.5
_DENIED = 0.05
"""Under it the model denies what a phrase of the rules found: «hace dos años tomó veneno»."""
_ALSO = 0.25
"""From what share on a second kind of danger is named too."""
_DANGERS: Mapping[IntentKind, Danger] = {
    IntentKind.EMERGENCIA: Danger.EMERGENCIA_MEDICA,
    IntentKind.SUICIDIO: Danger.SUICIDIO,
    IntentKind.VIOLENCIA: Danger.VIOLENCIA,
    IntentKind.AMENAZA: Danger.AMENAZA,
}
_WAYS: Mapping[Danger, IntentKind] = {
    Danger.EMERGENCIA_MEDICA: IntentKind.EMERGENCIA,
    Danger.DESASTRE: IntentKind.EMERGENCIA,
    Danger.SUICIDIO: IntentKind.SUICIDIO,
    Danger.VIOLENCIA: IntentKind.VIOLENCIA,
    Danger.AMENAZA: IntentKind.AMENAZA,
    Danger.TRATA: IntentKind.AMENAZA,
    Danger.DESAPARICION: IntentKind.AMENAZA,
}
_ELSEWHERE: Mapping[Act, IntentKind] = {
    Act.RECLAMO: IntentKind.RECLAMO,
    Act.DENUNCIA: IntentKind.DENUNCIA,
}
_WAYS_IN = frozenset({Act.APORTE, Act.RESPUESTA})
"""What asks for no certainty: who is heard by mistake lost nothing."""


def _may_be(act: Act, asked: Asked, level: Level) -> bool:
    """Nothing answers where nothing was asked; danger is the danger head's to say."""
    if act is Act.PELIGRO:
        return level is not Level.NONE
    return act is not Act.RESPUESTA or asked is not Asked.NONE


def _actor(chances: Mapping[str, float]) -> Actor | None:
    best = max(chances, key=lambda each: chances[each], default=None)
    known = best is not None and best in {each.value for each in Actor}
    return Actor(best) if known and best and chances[best] >= _EVEN else None


@lru_cache(maxsize=4_096)
def _remembered(model: Model, text: str, asked: Asked) -> Opinion:
    return model.opinion(text, asked)


@cache
def builtin_reader() -> Reader:
    """The reader that comes with the program."""
    return Reader(builtin_model())
