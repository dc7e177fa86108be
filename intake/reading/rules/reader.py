"""One reading of each message: rules for what is certain, the learned model for everything else.

Rules are the floor. What somebody says of themselves nothing takes back, and identifiers and
accusations reserve; the model may find more. It may only deny what it is nearly sure of: that a
phrase about others tells of now, and that a slight sign («mi hija») is private (ADR 0026).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from intake.kinds import Actor
from intake.reading.rules import intent
from intake.reading.rules.acts import Act, Asked, Bounds, Danger, Level, Opinion
from intake.reading.rules.intent import Intent, IntentKind
from intake.reading.rules.language import Heard, hear
from intake.reading.rules.reserve import SLIGHT, signs
from intake.words.identifiers import identifiers
from intake.words.keys import LONGEST_KEPT

if TYPE_CHECKING:
    from intake.reading.rules.learned import Model


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is taken to be, and by which words."""

    act: Act
    level: Level = Level.NONE
    dangers: tuple[Danger, ...] = ()
    """What somebody may be in danger of, the likeliest or most urgent first; empty at NONE."""
    of_child: bool = False
    """The violence is done to a child, as a rule found: its way is another one."""
    is_proposal: bool = False
    actor: Actor | None = None
    """For whom it speaks, where the words say so."""
    says_nothing: bool = False
    """Signs, numbers or keys struck at random: nothing that could be told again."""
    needs_interpreter: bool = False
    reserve: bool = False
    """Another reader asks that strangers do not read it; our own signs: `reasons_to_reserve`."""
    words: tuple[str, ...] = ()
    """The words that a rule went by; what moved the model is in `Model.why`."""
    opinion: Opinion | None = field(default=None, compare=False)
    """What the model made of it; None where it cannot read the language."""

    def to_json(self) -> dict[str, object]:
        """What is kept with the message: what it was taken for, and none of its words."""
        kept: dict[str, object] = {"act": self.act.value, "level": self.level.name.lower()}
        if self.dangers:
            kept["dangers"] = [each.value for each in self.dangers]
        if self.opinion is not None:
            kept["danger"] = round(self.opinion.danger, 3)
            kept["reserve"] = round(self.opinion.reserve, 3)
        return kept

    @property
    def may_answer(self) -> bool:
        """Whether it may answer the question that is open; what surely says something else not."""
        if self.opinion is None or self.act in _ANSWERS:
            return True
        return self.opinion.acts[Act.RESPUESTA] >= _DENIED

    @property
    def ways(self) -> tuple[IntentKind, ...]:
        """Where help for these dangers is found, the first one first, each once."""
        ways = (_WAYS[danger] for danger in self.dangers)
        child = IntentKind.MENOR
        return tuple(
            dict.fromkeys(child if self.of_child and way is _OF_CHILD else way for way in ways)
        )

    @property
    def elsewhere(self) -> IntentKind | None:
        """Where it belongs, if that is not the Lab; None if it is."""
        if self.level is Level.NOW:
            return self.ways[0]
        return _ELSEWHERE.get(self.act)


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads with one model and one set of bounds."""

    model: "Model"
    bounds: Bounds

    def read(self, text: str, asked: Asked = Asked.NONE) -> Reading:
        """What a message is, given the question that was open when it came.

        Remembered for a while, if it is of usual length: a message is read at each step of it.
        """
        if len(text) > LONGEST_KEPT:
            return self._read(text, asked)
        return _reading(self, text, asked)

    def _read(self, text: str, asked: Asked) -> Reading:
        heard = hear(text)
        by_rule = intent.read(text)
        opinion = None if heard.needs_interpreter else self.opinion(text, asked)
        level, dangers = self._danger(by_rule, opinion)
        return Reading(
            act=self._act(by_rule, opinion, heard, asked, level),
            level=level,
            dangers=dangers,
            of_child=IntentKind.MENOR in by_rule.danger,
            is_proposal=by_rule.proposal or (opinion is not None and opinion.idea >= _EVEN),
            actor=_actor(opinion.actors) if opinion else None,
            says_nothing=by_rule.kind is IntentKind.NADA,
            needs_interpreter=heard.needs_interpreter,
            words=by_rule.words,
            opinion=opinion,
        )

    def reasons_to_reserve(
        self, texts: Iterable[str], topics: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Why strangers may not read what was told, in words for the staff; nothing if they may.

        `texts`: all that was written of it, by whoever; `topics`: the names of those that stand and
        are of safety.
        """
        found = [f"toca el tema «{name}»" for name in topics]
        for text in texts:
            found += self._reasons(text)
        return tuple(dict.fromkeys(found))

    def denies_privacy(self, texts: Iterable[str]) -> bool:
        """Whether nothing of this reads as anything private: its topic may be only touched."""
        opinions = [self.read(text).opinion for text in texts if text]
        return all(each is not None and each.reserve < _SLIGHTLY for each in opinions)

    def _reasons(self, text: str) -> list[str]:
        reading = self.read(text)
        found = [f"se lee como peligro: {_SPOKEN[each]}" for each in _feared(reading)]
        if reading.act is Act.DENUNCIA:
            found.append("se lee como una denuncia")
        chance = reading.opinion.reserve if reading.opinion else 0.0
        if chance >= self.bounds.reserve:
            found.append("el lector la toma por algo privado de alguien")
        may_be = reading.opinion is None or chance >= _SLIGHTLY
        return found + [sign for sign in signs((text,)) if may_be or sign not in SLIGHT]

    def opinion(self, text: str, asked: Asked = Asked.NONE) -> Opinion:
        """What the model makes of a message; remembered for a while, if it is of usual length."""
        if len(text) > LONGEST_KEPT:
            return self.model.opinion(text, asked)
        return _remembered(self.model, text, asked)

    def _danger(self, by_rule: Intent, opinion: Opinion | None) -> tuple[Level, tuple[Danger, ...]]:
        named = [_DANGERS[kind] for kind in by_rule.danger]
        chance = opinion.danger if opinion else 0.0
        # What is told of a child always counts: of that nobody waits to be nearly sure.
        always = by_rule.is_own or IntentKind.MENOR in by_rule.danger
        if always or chance >= self.bounds.danger_now or (named and chance >= _DENIED):
            level = Level.NOW
        elif named or chance >= self.bounds.danger_maybe:
            level = Level.MAYBE
        else:
            return Level.NONE, ()
        heard = _kinds(opinion) if opinion else []
        is_plain = opinion is not None and opinion.kinds[heard[0]] >= _PLAINLY
        return level, tuple(dict.fromkeys((*heard, *named) if is_plain else (*named, *heard)))

    def _act(
        self, by_rule: Intent, opinion: Opinion | None, heard: Heard, asked: Asked, level: Level
    ) -> Act:
        if level is Level.NOW:
            return Act.PELIGRO
        if heard.only_greets or by_rule.kind is IntentKind.SALUDO:
            return Act.SALUDO
        if opinion is None:
            return Act.APORTE
        shares = {act: share for act, share in opinion.acts.items() if _may_be(act, asked)}
        best = max(shares, key=lambda act: shares[act])
        if best is Act.PERSONA and _is_told_too(shares, heard.spanish):
            return Act.APORTE
        if best in _WAYS_IN or shares[best] >= self.bounds.not_aporte * sum(shares.values()):
            return best
        return max(_WAYS_IN & shares.keys(), key=lambda act: shares[act])


_EVEN = 0.5
_DENIED = 0.05
"""Under it the model denies what a phrase of the rules found: «hace dos años tomó veneno»."""
_SLIGHTLY = 0.2
"""Under it the model denies what slight signs say («mi hija camina dos horas a la escuela»)."""
_TOLD_TOO = 0.1
"""From what share on something is told by who also leaves a telephone to be called."""
_PLAINLY = 0.9
"""From what share on the learned kind of danger goes before what the rules name."""
_ALSO = 0.25
"""From what share on a second kind of danger is named too."""
_DANGERS: Mapping[IntentKind, Danger] = {
    IntentKind.EMERGENCIA: Danger.EMERGENCIA_MEDICA,
    IntentKind.SUICIDIO: Danger.SUICIDIO,
    IntentKind.VIOLENCIA: Danger.VIOLENCIA,
    IntentKind.AMENAZA: Danger.AMENAZA,
    IntentKind.DESASTRE: Danger.DESASTRE,
    IntentKind.MENOR: Danger.VIOLENCIA,
    IntentKind.TRATA: Danger.TRATA,
    IntentKind.DESAPARICION: Danger.DESAPARICION,
}
_SPOKEN: Mapping[Danger, str] = {
    Danger.EMERGENCIA_MEDICA: "una emergencia médica",
    Danger.DESASTRE: "un desastre",
    Danger.SUICIDIO: "alguien quiere quitarse la vida",
    Danger.VIOLENCIA: "violencia",
    Danger.AMENAZA: "una amenaza",
    Danger.TRATA: "trata de personas",
    Danger.DESAPARICION: "alguien que no aparece",
}
_WAYS: Mapping[Danger, IntentKind] = {
    Danger.EMERGENCIA_MEDICA: IntentKind.EMERGENCIA,
    Danger.DESASTRE: IntentKind.DESASTRE,
    Danger.SUICIDIO: IntentKind.SUICIDIO,
    Danger.VIOLENCIA: IntentKind.VIOLENCIA,
    Danger.AMENAZA: IntentKind.AMENAZA,
    Danger.TRATA: IntentKind.TRATA,
    Danger.DESAPARICION: IntentKind.DESAPARICION,
}
_OF_CHILD = IntentKind.VIOLENCIA
"""The way that is another one where it is a child."""
_ELSEWHERE: Mapping[Act, IntentKind] = {
    Act.RECLAMO: IntentKind.RECLAMO,
    Act.DENUNCIA: IntentKind.DENUNCIA,
}
_ANSWERS = frozenset({Act.RESPUESTA, Act.CORRECCION, Act.APORTE})
_WAYS_IN = frozenset({Act.APORTE, Act.RESPUESTA})
"""What asks for no certainty: who is heard by mistake lost nothing."""


def _is_told_too(shares: Mapping[Act, float], text: str) -> bool:
    """Whether the telephone to be called at stands beside something that is told."""
    return shares[Act.APORTE] >= _TOLD_TOO and bool(identifiers(text))


def _may_be(act: Act, asked: Asked) -> bool:
    """Nothing answers where nothing was asked; danger, which the level says, stands beside."""
    return act is not Act.PELIGRO and (act is not Act.RESPUESTA or asked is not Asked.NONE)


def _kinds(opinion: Opinion) -> list[Danger]:
    """The likeliest kind of danger, and what else is likely."""
    likely = sorted(opinion.kinds, key=lambda each: -opinion.kinds[each])
    return [each for each in likely if opinion.kinds[each] >= _ALSO] or likely[:1]


def _feared(reading: Reading) -> tuple[Danger, ...]:
    """What strangers must not read of: danger of now; of what may be, the model judges."""
    return reading.dangers[:1] if reading.level is Level.NOW else ()


def _actor(chances: Mapping[str, float]) -> Actor | None:
    best = max(chances, key=lambda each: chances[each], default=None)
    known = best is not None and best in {each.value for each in Actor}
    return Actor(best) if known and best and chances[best] >= _EVEN else None


@lru_cache(maxsize=1_024)
def _reading(reader: Reader, text: str, asked: Asked) -> Reading:
    return reader._read(text, asked)


@lru_cache(maxsize=4_096)
def _remembered(model: "Model", text: str, asked: Asked) -> Opinion:
    return model.opinion(text, asked)


@cache
def builtin_reader() -> Reader:
    """The reader that comes with the program."""
    # Only who reads a message pays for what reads it: the queue starts without it.
    from intake.reading.rules.learned import builtin_model  # noqa: PLC0415

    model = builtin_model()
    return Reader(model, model.bounds)
