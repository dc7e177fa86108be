"""What the Lab offers under a message comes back as a button that a conversation knows."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox import claim
from bot.outbox.claim import Claimed
from bot.said import texts
from bot.said.offers import in_buttons
from bot.talk.dialogue.turn import OpenQuestion
from intake.store import outbox
from intake.store.models import OutboxMessage
from intake.store.models.message import Lane
from intake.store.outgoing import Choice, Deed, Offer, Outgoing
from tests.bot.talk.conversations.talk import Talk
from tests.factories import a_person

QUESTION = OpenQuestion(5, "¿Cuántas familias son?", "7R4C6H")


NUMBERED = {Deed.ANSWER, Deed.SEE_CALL, Deed.SEE_APPLICATION}


@pytest.mark.parametrize("deed", Deed)
def test_every_offer_is_understood_when_it_is_tapped(deed: Deed) -> None:
    offer = Offer("Tócame", deed, "5" if deed in NUMBERED else "7R4C6H")
    (button,) = in_buttons(Outgoing("…", offers=(offer,))).choices
    talk = Talk(question=QUESTION, consented=True, wants_news=True)

    assert texts.OLD_BUTTON not in talk.presses(button.value)
    assert texts.OLD_BUTTON in Talk().presses(f"x{button.value}")
    assert len(button.value.encode()) <= 64


def test_what_can_be_chosen_already_stays_first() -> None:
    message = Outgoing("…", (Choice("Ver", "ver:1"),), offers=(Offer("Baja", Deed.STOP_NEWS),))

    assert in_buttons(message) == Outgoing("…", (Choice("Ver", "ver:1"), Choice("Baja", "baja")))


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "¿Te sirvió?", "choices": [["Sí me sirvió", "sirvio-si:K7F3M6"]]},
        {"text": "¿Te sirvió?", "offers": [["Sí me sirvió", "sirvio", "K7F3M6"]]},
    ],
    ids=["as rows were posted before offers", "as they are posted"],
)
async def test_a_row_goes_out_with_the_same_button_however_it_was_posted(
    session: AsyncSession, now: datetime, payload: dict[str, object]
) -> None:
    person = await a_person(session, now)
    row = outbox.row(person, Outgoing(""), key="aviso", lane=Lane.NOTICE, now=now)
    session.add(OutboxMessage(**(row | {"payload": payload})))
    await session.flush()
    due = {"channel": "telegram", "now": now, "last_lane": Lane.MASS, "busy": [], "room": 9}

    (found,) = await session.execute(claim.DUE, due)
    taken = claim.take(found, now)

    assert isinstance(taken, Claimed)
    assert taken.message == Outgoing("¿Te sirvió?", (Choice("Sí me sirvió", "sirvio-si:K7F3M6"),))


async def test_an_offer_that_nobody_knows_stops_that_row_alone(
    session: AsyncSession, now: datetime
) -> None:
    person = await a_person(session, now)
    row = outbox.row(person, Outgoing(""), key="aviso", lane=Lane.NOTICE, now=now)
    payload = {"text": "…", "offers": [["Bailar", "bailar", ""]]}
    session.add(OutboxMessage(**(row | {"payload": payload})))
    await session.flush()
    found = (await session.scalars(sa.select(OutboxMessage))).one()
    assert found.payload == payload
    due = {"channel": "telegram", "now": now, "last_lane": Lane.MASS, "busy": [], "room": 9}

    (row_due,) = await session.execute(claim.DUE, due)

    assert "no se puede leer" in str(claim.take(row_due, now))
