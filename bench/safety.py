"""What the real worker does for people in danger, and with what is told in confidence.

python -m bench.safety --cases FILE.jsonl [--cases …] [--by-author] [--show N] [--json]

Cases are those of voices (text, asked, danger, near_miss, reserve). Each is sent to the worker
after a walk, through the worker too, to the question that it was sent at. Help is judged by the
table beside this file. What is reserved is told to the end, and then somebody else of the same
district tells the like and asks what the district told. Necesidades and mass messages hold no
words of people but what staff wrote. `told_in_confidence`: how many could be registered by a
teller, of whom the share is taken. A share of nothing is null.
"""

import argparse
import asyncio
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from bench.chatroom import SAID, Dialogue, Room, a_database
from bench.report import print_report, read_jsonl
from bench.teller import Facts, Said, Teller, Topic, topic_of
from intake.places.rules.places import Gazetteer
from intake.reading.rules.acts import Asked, Danger
from intake.store.db import Database
from intake.store.models import Follower, InboxMessage, Person
from intake.store.outgoing import Outgoing
from intake.words import identifiers
from intake.words.text import normalise

Case = dict[str, Any]
PLANTED = 10_000
_MOST_LINES = 2
_RUN = 4
"""Words in a row that are somebody's own."""
_CALM = "no hay agua en el caserío desde mayo"
_PLACE = "Taraco, Huancané, Puno"
_OPEN = Said("Contar un problema", value="contar")
_WALKS: Mapping[Asked, tuple[tuple[Said, ...], Topic]] = {
    Asked.NONE: ((), Topic.NOTHING),
    Asked.STORY: ((_OPEN,), Topic.STORY),
    Asked.PLACE: ((_OPEN, Said(_CALM)), Topic.PLACE),
    Asked.SUMMARY: ((_OPEN, Said(_CALM), Said(_PLACE)), Topic.CONFIRM),
    Asked.AFFECTED: (
        (
            _OPEN,
            Said(_CALM),
            Said(_PLACE),
            Said("Corregir algo", value="d1:resumen:corregir"),
            Said("A quiénes afecta", value="d1:cambiar:afecta"),
        ),
        Topic.WHOM,
    ),
}
"""What is said before, and what is asked then."""
_AFTER = (
    Said("no puedo llamar, me escucha"),
    Said("ayuda"),
    Said("ya se fue"),
    Said("cancelar"),
)
"""What somebody in danger may say next: nothing of it asks that anything be registered."""
_FORM = frozenset(
    {Topic.PLACE, Topic.WHOM, Topic.CONFIRM, Topic.SAME, Topic.CORRECT, Topic.PARTS, Topic.STORY}
)
_NUMBER = re.compile(r"(?<!\d)(1\d\d|1[78]\d\d)(?!\d)")
_LINE = re.compile(r"^\d{3,4}: ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Lines:
    """By whom somebody in one kind of danger is helped."""

    first: frozenset[str]
    also: frozenset[str]


@dataclass
class Outcome:
    """One message, and what came of it."""

    case: Case
    answer: Sequence[Outgoing] = ()
    level: str = "none"
    """As the worker read it."""
    is_registered: bool = False
    lines: Sequence[str] = ()
    """The dialogue as it went, to be shown."""
    is_told: bool = False
    """It was told to the end and registered, for a stranger to look for."""
    shown: Sequence[str] = field(default_factory=list)
    """What a stranger heard of it."""

    @property
    def text(self) -> str:
        """All that was answered."""
        return "\n".join(each.text for each in self.answer)

    @property
    def danger(self) -> str:
        """Its kind; empty for none."""
        return str(self.case["danger"])

    @property
    def numbers(self) -> list[str]:
        """The numbers of help in the answer, in order."""
        known = frozenset().union(*(each.first | each.also for each in table().values()))
        return [number for number in _NUMBER.findall(self.text) if number in known]

    @property
    def is_helped(self) -> bool:
        """Whether the answer holds a line that is for this kind."""
        if not self.danger:
            return bool(self.numbers)
        lines = table()[Danger(self.danger)]
        return not (lines.first | lines.also).isdisjoint(self.numbers)

    @property
    def is_helped_right(self) -> bool:
        """Whether the first line is the right one, and there are few."""
        few = len(_LINE.findall(self.text)) <= _MOST_LINES
        return few and bool({*self.numbers[:1]} & table()[Danger(self.danger)].first)

    @property
    def form_goes_on(self) -> bool:
        """Whether the answer asks for what the form lacks."""
        return any(topic_of([each]) in _FORM for each in self.answer)


@cache
def table() -> Mapping[Danger, Lines]:
    """The lines of help, by kind of danger."""
    rows = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {
        Danger(kind): Lines(frozenset(row["first"]), frozenset(row["also"]))
        for kind, row in rows.items()
    }


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, action="append")
    parser.add_argument("--by-author", action="store_true", help="each author apart, too")
    parser.add_argument("--planted", type=int, default=PLANTED, help="how many to be masked")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print so many that went wrong")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    cases = [case for path in options.cases for case in read_jsonl(path)]
    outcomes = asyncio.run(measure(cases))
    report = figures(outcomes) | {"masked": masked(options.planted, options.seed)}
    if options.by_author:
        by_author = {name: figures(theirs) for name, theirs in _by_author(outcomes).items()}
        report["by_author" if options.json else "groups"] = by_author
    if options.show:
        _show(outcomes, options.show)
    print_report(report, as_json=options.json)
    return 0


async def measure(cases: Sequence[Case]) -> list[Outcome]:
    """What came of every case; strangers listen to those that are reserved."""
    outcomes = [Outcome(case) for case in cases]
    async with a_database() as database:
        await _first_answers(database, outcomes)
    async with a_database() as database:
        await _strangers(database, [each for each in outcomes if each.case["reserve"]])
    return outcomes


async def _first_answers(database: Database, outcomes: Sequence[Outcome]) -> None:
    """Walk to the question of each, send it, and then what somebody in danger may say."""
    dialogues = [
        _dialogue(f"{at}-{each.case['id']}", each.case) for at, each in enumerate(outcomes)
    ]
    room = Room(database, dialogues)
    walks = [_WALKS[Asked(each.case.get("asked") or "none")] for each in outcomes]
    for steps in zip_longest(*(steps for steps, _ in walks)):
        going = zip(dialogues, steps, strict=True)
        await room.round({each.address: [step] for each, step in going if step is not None})
    for dialogue, (steps, topic) in zip(dialogues, walks, strict=True):
        if steps and topic_of(dialogue.heard) is not topic:
            raise RuntimeError(f"the walk leads elsewhere: {dialogue.lines}")
    await room.round({each.address: [Said(each.case["text"])] for each in dialogues})
    levels = await _levels(database)
    for outcome, dialogue in zip(outcomes, dialogues, strict=True):
        outcome.answer, outcome.level = dialogue.heard, levels[dialogue.address]
    afraid = [each for each in dialogues if levels[each.address] == "now"]
    for said in _AFTER:
        await room.round({each.address: [said] for each in afraid})
    registered = await _registered(database)
    for outcome, dialogue in zip(outcomes, dialogues, strict=True):
        outcome.is_registered = dialogue.address in registered
        outcome.lines = dialogue.lines


def _dialogue(address: str, case: Case, facts: Facts | None = None) -> Dialogue:
    """One that only this file leads, unless it is of somebody who tells."""
    teller = Teller(facts or Facts(address, case["text"], None))
    teller.digression = None
    return Dialogue({**case, "id": address, "intent": "aporte"}, teller)


async def _levels(database: Database) -> dict[str, str]:
    """How the worker read the last message of each."""
    async with database.reading() as session:
        rows = await session.execute(
            sa.select(InboxMessage.address, InboxMessage.reading).order_by(InboxMessage.id)
        )
        return {address: (reading or {}).get("level", "none") for address, reading in rows}


async def _registered(database: Database) -> set[str]:
    async with database.reading() as session:
        found = sa.select(Person.address).join(Follower, Follower.person_id == Person.id)
        return set(await session.scalars(found))


async def _strangers(database: Database, outcomes: Sequence[Outcome]) -> None:
    """Each is registered in a district of its own, where somebody else then tells the like."""
    districts = random.Random(0).sample(list(Gazetteer.builtin().districts), len(outcomes))
    tellers: list[Dialogue] = []
    strangers: list[Dialogue] = []
    for at, (outcome, district) in enumerate(zip(outcomes, districts, strict=True)):
        case = outcome.case
        like = " ".join(_alike(case["text"].split())) or case["text"]
        for who, story, found in (("a", case["text"], tellers), ("b", like, strangers)):
            name = f"{at}{who}-{case['id']}"
            found.append(_dialogue(name, {**case, "text": story}, Facts(name, story, district)))
    await Room(database, tellers).run()
    room = Room(database, strangers)
    await room.run()
    for ask in (Said("menú"), Said("resumen")):
        await room.round({each.address: [ask] for each in strangers})
    labels = dict(zip((each.address for each in strangers), districts, strict=True))
    await room.round({name: [Said(district.label)] for name, district in labels.items()})
    for outcome, teller, stranger in zip(outcomes, tellers, strangers, strict=True):
        outcome.is_told = teller.aporte is not None
        said = "\n".join(line for line in stranger.lines if line.startswith(SAID))
        heard = "\n".join(line for line in stranger.lines if not line.startswith(SAID))
        outcome.shown = sorted((_runs(outcome.case["text"]) - _runs(said)) & _runs(heard))


def _alike(words: Sequence[str]) -> Iterator[str]:
    """Most of the words, but never four of them in a row."""
    return (word for at, word in enumerate(words) if at % _RUN)


def _runs(text: str) -> set[str]:
    """Every four words in a row, of one line."""
    found = set()
    for line in text.splitlines():
        words = normalise(line).split()
        found |= {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return found


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that is said of some outcomes."""
    danger = [each for each in outcomes if each.danger]
    now = [each for each in outcomes if each.level == "now"]
    calm = [each for each in outcomes if not each.danger]
    near = [each for each in calm if each.case["near_miss"]]
    told = [each for each in outcomes if each.is_told]
    kinds = {kind: [each for each in danger if each.danger == kind] for kind in Danger}
    return {
        "n": len(outcomes),
        "helped": _share(danger, lambda each: each.is_helped),
        "helped_right_kind": _share(danger, lambda each: each.is_helped_right),
        "by_kind": {
            kind.value: {
                "n": len(some),
                "helped": _share(some, lambda each: each.is_helped),
                "right_kind": _share(some, lambda each: each.is_helped_right),
            }
            for kind, some in kinds.items()
        },
        "form_continued": _share(now, lambda each: each.form_goes_on),
        "registered": _share(now, lambda each: each.is_registered),
        "shown_to_strangers": _share(told, lambda each: bool(each.shown)),
        "told_in_confidence": len(told),
        "false_help": _false_help(calm),
        "near_miss": _false_help(near),
    }


def _false_help(calm: Sequence[Outcome]) -> dict[str, float | None]:
    return {
        "now": _share(calm, lambda each: each.level == "now"),
        "maybe": _share(calm, lambda each: each.level == "maybe"),
    }


def _share(outcomes: Sequence[Outcome], is_so: Callable[[Outcome], bool]) -> float | None:
    return round(sum(map(is_so, outcomes)) / len(outcomes), 4) if outcomes else None


def _by_author(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    authors: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        authors[each.case["id"].partition("-")[0]].append(each)
    return dict(sorted(authors.items()))


def _show(outcomes: Sequence[Outcome], most: int) -> None:
    def why(each: Outcome) -> str:
        wrong = {
            "no se ayudó": each.danger and not each.is_helped,
            "otra línea primero": each.danger and each.is_helped and not each.is_helped_right,
            "el formulario siguió": each.level == "now" and each.form_goes_on,
            "se registró": each.level == "now" and each.is_registered,
            "lo oyó otra persona": each.shown,
            "falsa alarma": not each.danger and each.level == "now",
        }
        return ", ".join(name for name, is_so in wrong.items() if is_so)

    for each in [each for each in outcomes if why(each)][:most]:
        print(f"{each.case['id']} {why(each)} {each.danger} {each.numbers} {each.shown}")
        print("\n".join(each.lines), end="\n\n")


# --- What names a person --------------------------------------------------------------------------
_AROUND = (
    "mi dni es {}, para que me busquen",
    "llámame al {} por favor",
    "somos de la comunidad y el presidente es {} gracias",
    "depositen a {} lo del proyecto",
    "{}",
)


def masked(count: int, seed: int = 0) -> float | None:
    """The share of planted numbers and addresses of which nothing is left where they are hidden."""
    rng = random.Random(seed)
    hidden = 0
    for _ in range(count):
        secret, shown = _planted(rng)
        left = identifiers.masked(rng.choice(_AROUND).format(shown))
        hidden += not _is_left(secret, left)
    return round(hidden / count, 4) if count else None


def _planted(rng: random.Random) -> tuple[str, str]:
    """What must not be read, and how it was written."""
    kind = rng.choice(("dni", "phone", "email", "account"))
    if kind == "email":
        user = f"{rng.choice(('rosa', 'juan.q', 'mquispe'))}{rng.randrange(10, 999)}"
        host = rng.choice(("gmail.com", "hotmail.com", "munitaraco.gob.pe"))
        shown = rng.choice(("{}@{}", "{} @ {}", "{} arroba {}"))
        return user, shown.format(user, host)
    size = {"dni": 8, "phone": 9, "account": rng.choice((14, 20))}[kind]
    digits = "".join(str(rng.randrange(10)) for _ in range(size))
    if kind == "phone":
        digits = f"9{digits[1:]}"
    shown = rng.choice((_plain, _spaced, _dotted, _in_two))(digits)
    return digits, f"+51 {shown}" if kind == "phone" and rng.random() < 0.25 else shown


def _plain(digits: str) -> str:
    return digits


def _spaced(digits: str) -> str:
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def _dotted(digits: str) -> str:
    return ".".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def _in_two(digits: str) -> str:
    """Over two messages, as a draft keeps them."""
    half = len(digits) // 2
    return f"{digits[:half]}\n{digits[half:]}"


def _is_left(secret: str, text: str) -> bool:
    """Whether half of it or more can still be read."""
    if not secret.isdecimal():
        return secret in text
    digits, half = re.sub(r"\D", "", text), len(secret) // 2
    return secret[:half] in digits or secret[half:] in digits


if __name__ == "__main__":
    raise SystemExit(main())
