"""The journal: typed verbs, subjects, and people's words beside the entry that they belong to."""

import ast
import importlib
from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from intake.kinds import Role
from intake.store.journal import About, Content, content_of, record
from intake.store.models import JournalEntry, JournalWords
from intake.store.verbs import Verb
from intake.triage import cases
from intake.triage.actions import all_actions
from tests.factories import a_person, a_reader, an_aporte, an_operator
from tests.house import PRODUCT, modules, tree

_CARRIED = "intake.store.migrations.versions.0012_typed_journal"


async def kept(session: AsyncSession) -> list[JournalEntry]:
    """The entries as another session finds them."""
    await session.flush()
    session.expunge_all()
    query = sa.select(JournalEntry).options(selectinload(JournalEntry.words))
    return list(await session.scalars(query.order_by(JournalEntry.id)))


async def test_an_entry_says_what_it_is_about(session: AsyncSession, now: datetime) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    about = About(aporte_id=aporte.id, account_id=by.id)
    record(session, Verb.SOLTAR, about, now=now, operator_id=by.id, note="a tiempo")
    (entry,) = await kept(session)
    assert (entry.verb, entry.aporte_id, entry.account_id) == (Verb.SOLTAR, aporte.id, by.id)
    assert content_of(entry) == Content("a tiempo", {}, {})


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (
            Verb.CORREGIR,
            Content(
                "",
                {"text": "Agua", "place_text": "", "kind": "idea"},
                {"text": "Agua y luz", "place_text": "Taraco", "kind": "problema"},
            ),
        ),
        (Verb.CONTESTAR, Content("", {}, {"question": 3, "answer": "Somos cuarenta"})),
        (Verb.REABRIR, Content("Se secó", {"state": "derivado"}, {"state": "recibido"})),
        (Verb.AGREGAR, Content("Se secó otra vez", {}, {})),
        (
            Verb.POSTULAR,
            Content("postulación ABC", {}, {"answers": {"idea": "Un pozo", "plazo": 3}}),
        ),
        (Verb.CAMBIAR, Content("postulación ABC", {"idea": None}, {"idea": "Dos pozos"})),
    ],
)
async def test_what_a_person_wrote_stands_beside_the_entry_and_is_read_with_it(
    session: AsyncSession, now: datetime, verb: Verb, said: Content
) -> None:
    person = await a_person(session, now)
    about = About(person_id=person.id)
    record(session, verb, about, now=now, note=said.note, before=said.before, after=said.after)
    (entry,) = await kept(session)
    texts = {each.text for each in entry.words}
    assert texts
    inside = f"{entry.note} {entry.before} {entry.after}"
    assert [text for text in texts if text in inside] == []
    assert content_of(entry) == said


async def test_erased_words_leave_every_entry_readable(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)
    about = About(aporte_id=aporte.id, person_id=aporte.author_id)
    fields = {"kind": "problema", "text": "No hay agua", "affected": "todos"}
    record(session, Verb.CONTAR, about, now=now, after=fields)
    record(session, Verb.AGREGAR, about, now=now, note="Ya son dos meses")
    by = await a_reader(session, now, role=Role.SECRETARIA_TECNICA)
    await session.flush()
    before = [act.content for act in await cases.history(session, by)]
    assert before == [Content("", {}, fields), Content("Ya son dos meses", {}, {})]

    await session.execute(sa.delete(JournalWords))
    session.expunge_all()

    by = await a_reader(session, now, role=Role.SECRETARIA_TECNICA)
    told, added, _ = await cases.history(session, by)
    assert (told.entry.verb, told.content) == (Verb.CONTAR, Content("", {}, {"kind": "problema"}))
    assert (added.entry.verb, added.content) == (Verb.AGREGAR, Content("", {}, {}))


async def test_what_is_no_verb_is_not_written(session: AsyncSession, now: datetime) -> None:
    session.add(JournalEntry(at=now, verb="inventar", note="", before={}, after={}))
    with pytest.raises(StatementError, match="inventar"):
        await session.flush()
    await session.rollback()


def test_each_action_of_triage_has_a_verb_of_its_own() -> None:
    verbs = {name: action.verb for name, action in all_actions().items()}
    assert all(isinstance(verb, Verb) for verb in verbs.values())
    assert len(set(verbs.values())) == len(verbs)
    assert {name for name, verb in verbs.items() if name != verb} == set()


def test_what_history_wrote_is_a_verb() -> None:
    module = importlib.import_module(_CARRIED)
    named = {
        *module._ANSWERS,
        *module._FACTS,
        *module._APPLYING,
        *module._WORDS_OF_PEOPLE,
        module._DECLINED,
        *importlib.import_module("intake.store.migrations.versions.0010_true_record")._VERDICTS,
    }
    assert named <= set(Verb)


def test_every_verb_is_written_somewhere() -> None:
    used = {
        node.attr
        for module in modules(*PRODUCT)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Verb"
    }
    assert {verb.name for verb in Verb} - used == set()


def test_no_verb_is_a_string_of_its_own() -> None:
    found = [
        f"{module}:{line}"
        for module in modules(*PRODUCT)
        if "/migrations/" not in module
        for line in sorted(_loose(tree(module)))
    ]
    assert found == []


def _loose(module: ast.Module) -> Iterator[int]:
    """Lines where a verb of the journal is compared with, looked for, or written as text."""
    for node in ast.walk(module):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                about_verbs = any(_is_verb(each) for each in sides)
            case ast.Call(func=ast.Attribute(value=value, attr="in_"), args=sides):
                about_verbs = _is_verb(value)
            case ast.Call(func=ast.Name(id="record"), args=[_, verb, *_]):
                sides, about_verbs = [verb], True
            case _:
                continue
        if about_verbs and any(_is_text(each) for each in sides):
            yield node.lineno


def _is_verb(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "verb"


def _is_text(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple | ast.Set | ast.List) else [node]
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in parts
    )


@pytest.mark.parametrize(
    "line",
    [
        'record(session, "ver", now=now)',
        'record(session, f"sesion {what}", now=now)',
        'entry.verb == "ver"',
        'JournalEntry.verb.in_(("ver", "contar"))',
    ],
)
def test_a_loose_verb_would_be_seen(line: str) -> None:
    assert list(_loose(ast.parse(line))) == [1]
