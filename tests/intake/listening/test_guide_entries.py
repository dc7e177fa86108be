"""Answers that the team has the bot give."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.guides import Guides
from bot.said.guide import Answer, Guide
from intake.errors import NotFoundError, RefusedError
from intake.kinds import Role
from intake.listening import guide_entries
from intake.store.db import Database
from intake.store.models import JournalEntry, Operator
from intake.store.verbs import Verb
from tests.conftest import NOW
from tests.factories import an_operator

OWN = Guide((Answer("quien", "¿Quién eres?", (), "Ayni."), Answer("costo", "¿Cuesta?", (), "No.")))


async def put(session: AsyncSession, by: Operator, name: str = "pago", text: str = "Hoy.") -> None:
    """An answer of the team."""
    await guide_entries.put(
        session,
        name,
        question="¿Cuándo pagan?",
        phrasings=["fecha de pago", " "],
        text=text,
        by=by,
        now=NOW,
    )


async def test_the_bot_answers_with_what_was_added_and_with_what_was_changed(
    database: Database,
) -> None:
    guides = Guides(OWN)
    async with database.transaction() as session:
        by = await an_operator(session, NOW)
        assert await guides.current(session) is OWN
        await put(session, by)
        await put(session, by, "costo", "Es gratis.")
        await session.flush()
        guide = await guides.current(session)
        assert [(each.id, each.text) for each in guide.answers] == [
            ("quien", "Ayni."),
            ("costo", "Es gratis."),
            ("pago", "Hoy."),
        ]
        assert guide.find("pago").phrasings == ("fecha de pago",)
        assert await guides.current(session) is guide, "it is made once"


async def test_another_text_holds_at_once_and_one_taken_back_is_gone(database: Database) -> None:
    guides = Guides(OWN)
    async with database.transaction() as session:
        by = await an_operator(session, NOW)
        await put(session, by)
        await session.flush()
        await guides.current(session)
        await guide_entries.put(
            session, "PAGO", question="¿Cuándo?", phrasings=[], text="Mañana.", by=by,
            now=NOW + timedelta(minutes=1),
        )  # fmt: skip
        await session.flush()
        assert (await guides.current(session)).find("pago").text == "Mañana."
        await guide_entries.remove(session, "pago", by=by, now=NOW)
        await session.flush()
        assert (await guides.current(session)).answers == OWN.answers
        with pytest.raises(NotFoundError):
            await guide_entries.remove(session, "pago", by=by, now=NOW)
        verbs = list(await session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id)))
    assert verbs == [Verb.PREGUNTAS_AGREGAR, Verb.PREGUNTAS_AGREGAR, Verb.PREGUNTAS_QUITAR]


@pytest.mark.parametrize(
    ("name", "text"), [("con espacio", "Sí."), ("pago", " "), ("pago", "a" * 321), ("", "Sí.")]
)
async def test_what_the_bot_could_not_say_is_refused(
    database: Database, name: str, text: str
) -> None:
    async with database.transaction() as session:
        by = await an_operator(session, NOW)
        with pytest.raises(RefusedError):
            await put(session, by, name, text)


async def test_only_who_attends_people_changes_what_the_bot_says(database: Database) -> None:
    async with database.transaction() as session:
        by = await an_operator(session, NOW, role=Role.ASESOR)
        with pytest.raises(RefusedError):
            await put(session, by)
        with pytest.raises(RefusedError):
            await guide_entries.remove(session, "pago", by=by, now=NOW)
