"""How a conversation goes with people who tell, ask and change their minds: a simulated teller.

python -m bench.dialogue --cases FILE.jsonl [--cases …] [--by-author] [--show N] [--json]

Each case is of the kind of voices (text, intent, actor, place) or of needs (text, ubigeo, actor).
What is told is told to the end by a teller of `bench.teller`; a question, the wish for a person
and small talk are sent as a first message. All go through the real worker, on SQLite
(`bench.chatroom`). A share of nothing is null.
"""

import argparse
import asyncio
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from bench.chatroom import NO_FORM, SAID, TALK, Dialogue, hold
from bench.fitting import Fitting
from bench.report import percentile, print_report, read_jsonl
from bench.teller import Piece, Said, topic_of
from intake.kinds import Actor
from intake.words.text import normalise

_ALIKE = 75
"""Likeness (0 to 100) of whom it touches, as said and as kept."""


def main(argv: list[str] | None = None) -> int:
    """Hold every dialogue, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, action="append")
    parser.add_argument("--seed", type=int, default=0, help="another crowd over the same cases")
    parser.add_argument("--by-author", action="store_true", help="each author apart, too")
    parser.add_argument("--show", type=int, default=0, help="print so many that did not end well")
    parser.add_argument("--detail", action="store_true", help="in JSON: what was not finished, why")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    cases = [case for path in options.cases for case in read_jsonl(path)]
    held = asyncio.run(hold(cases, options.seed))
    outcomes = [Outcome.of(each, held.kept) for each in held.dialogues]
    report = figures(outcomes)
    if options.by_author:
        by_author = {name: figures(theirs) for name, theirs in _by_author(outcomes).items()}
        # A table takes one line an author; in JSON they are as the whole.
        report["by_author" if options.json else "groups"] = (
            by_author if options.json else {name: _flat(each) for name, each in by_author.items()}
        )
    if options.detail:
        report["detail"] = [_told(each) for each in outcomes if each.why or each.lost]
    if options.show:
        _show(outcomes, options.show)
    print_report(report, as_json=options.json)
    return 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be said of one dialogue."""

    dialogue: Dialogue
    why: str
    """Why a telling was not finished; empty if it was."""
    lost: Sequence[str]
    """What was said and is in no aporte, answer or question that staff can read."""

    @classmethod
    def of(cls, dialogue: Dialogue, kept: str) -> "Outcome":
        """Judge a dialogue; `kept` is all that staff can read."""
        if dialogue.is_telling:
            return cls(dialogue, why_unfinished(dialogue), lost_words(dialogue, kept))
        if dialogue.intent != "consulta":
            return cls(dialogue, "", ())
        text = dialogue.case["text"]
        is_kept = bool(dialogue.entries) or normalise(text) in kept
        return cls(dialogue, "", () if is_kept else (text,))


def why_unfinished(dialogue: Dialogue) -> str:
    """What a telling lacks: the receipt, the right place, the whole story; empty if nothing."""
    aporte, facts = dialogue.aporte, dialogue.teller.facts
    if aporte is None:
        return f"sin registrar: {topic_of(dialogue.heard)}"
    wanted = facts.district.ubigeo if facts.district else None
    if aporte.ubigeo != wanted:
        return f"otro lugar: {aporte.ubigeo} por {wanted}"
    if not _holds(f"{aporte.text} {dialogue.joined_words}", facts.story):
        return "historia incompleta"
    return ""


def lost_words(dialogue: Dialogue, kept: str) -> list[str]:
    """What a teller said that nobody will read, each once however often it was said."""
    lost = (
        said.text
        for said in dialogue.teller.said
        if not said.value
        and said.holds is not Piece.NOTHING
        and normalise(said.text) not in kept
        and not _is_understood(dialogue, said)
    )
    return list(dict.fromkeys(lost))


def _is_understood(dialogue: Dialogue, said: Said) -> bool:
    """Whether what it was said for came of it, whatever words are kept."""
    aporte, district = dialogue.aporte, dialogue.teller.facts.district
    if said.holds is Piece.QUESTION:
        return bool(dialogue.digression_entries)
    if aporte is None:
        return False
    if said.holds is Piece.PLACE:
        return district is not None and aporte.ubigeo == district.ubigeo
    if said.holds is Piece.WHOM:
        by_office = aporte.actor is Actor.MUNICIPALIDAD and "municipalidad" in normalise(said.text)
        # A choice that was typed is kept as the choice says it.
        likeness = fuzz.token_set_ratio(normalise(aporte.affected), normalise(said.text))
        return by_office or likeness >= _ALIKE
    return _holds(f"{aporte.text} {dialogue.joined_words}", said.text)


def _holds(text: str, piece: str) -> bool:
    """Whether every word of a piece is in a text, as often."""
    missing = Counter(normalise(piece).split()) - Counter(normalise(text).split())
    return not missing


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that is said of some dialogues."""
    tellings = [each for each in outcomes if each.dialogue.is_telling]
    finished = [each.dialogue for each in tellings if not each.why]
    asked = _of_intents(outcomes, {"consulta"})
    formless = _of_intents(outcomes, NO_FORM)
    talk = _of_intents(outcomes, TALK - NO_FORM)
    fitting = Fitting.builtin()
    known = [(each, fitting.entries_for(each.case["text"])) for each in asked]
    judged = [(each, fits) for each, fits in known if fits is not None]
    right = sum(bool(each.entries & fits) for each, fits in judged)
    at_once = sum(bool(each.entries_at_once & fits) for each, fits in judged)
    return {
        "n": len(outcomes),
        "tellings": len(tellings),
        "finished": _ratio(len(finished), tellings),
        "turns": _middle([each.turns for each in finished]),
        "messages": _middle([_messages(each) for each in finished]),
        "questions": len(asked),
        "not_judged": len(asked) - len(judged),
        "questions_answered": _ratio(right, judged),
        "answered_at_once": _ratio(at_once, judged),
        "form_on_question": _ratio(sum(each.draft_begun for each in formless), formless),
        "form_on_talk": _ratio(sum(each.draft_begun for each in talk), talk),
        "lost_words": sum(len(each.lost) for each in outcomes),
        "unfinished": dict(Counter(_kind(each.why) for each in tellings if each.why)),
    }


def _of_intents(outcomes: Sequence[Outcome], intents: Collection[str]) -> list[Dialogue]:
    return [each.dialogue for each in outcomes if each.dialogue.intent in intents]


def _messages(dialogue: Dialogue) -> int:
    return sum(not line.startswith(SAID) for line in dialogue.lines)


def _kind(why: str) -> str:
    return why if why.startswith("sin registrar") else why.partition(":")[0]


def _middle(values: Sequence[int]) -> dict[str, float] | None:
    if not values:
        return None
    return {
        "median": statistics.median(values),
        "p90": percentile([float(value) for value in values], 0.9),
    }


def _ratio(count: int, among: Sequence[object]) -> float | None:
    return round(count / len(among), 4) if among else None


def _by_author(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    authors: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        # Voices are numbered after their author (D1-001); the needs of one file are one hand's.
        author, dash, _ = str(each.dialogue.case["id"]).partition("-")
        authors[author if dash else "needs"].append(each)
    return dict(sorted(authors.items()))


def _flat(report: Mapping[str, Any]) -> dict[str, Any]:
    """One row of a table: median and p90 in one cell."""
    row = {name: each for name, each in report.items() if name != "unfinished"}
    for name in ("turns", "messages"):
        row[name] = row[name] and f"{row[name]['median']:g} / {row[name]['p90']:g}"
    return row


def _told(outcome: Outcome) -> dict[str, Any]:
    return {"id": outcome.dialogue.case["id"], "why": outcome.why, "lost": list(outcome.lost)}


def _show(outcomes: Sequence[Outcome], most: int) -> None:
    """Print some of those that did not go well, always the same."""
    wrong = [
        each
        for each in outcomes
        if each.why or each.lost or (each.dialogue.intent in NO_FORM and each.dialogue.draft_begun)
    ]
    for each in random.Random(0).sample(wrong, min(most, len(wrong))):
        held, said = each.dialogue, "\n".join(each.dialogue.lines)
        print(f"\n## {held.case['id']} ({held.intent}): {each.why} {list(each.lost)}\n{said}")


if __name__ == "__main__":
    raise SystemExit(main())
