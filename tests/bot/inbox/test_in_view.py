"""What somebody saw when they wrote, by the real worker, delivery's rows and both engines."""

import itertools
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.channels import UncertainError
from bot.inbox.in_view import Said, in_view, written_at
from bot.messages import Incoming, Kind
from bot.outbox.delivery import Delivery
from bot.said import texts
from intake.store import outbox
from intake.store.db import Database
from intake.store.models import Broadcast, Consent, OutboxMessage, Person, Question
from intake.store.models.message import Lane, OutboxState
from intake.store.outgoing import Choice, Outgoing
from intake.store.wake import Wake
from tests.bot.desk import Writer, a_question, a_worker, deliver
from tests.conftest import NOW
from tests.factories import an_operator
from tests.fakes import FakeChannel, FakeClock
from tests.running import count, running, until

S = timedelta(seconds=1)
_keys = itertools.count(1)
QUESTION = Outgoing("¿Cuántas familias son?", (Choice("Responder", "responder:1"),))
MASS = Outgoing("Hay un concurso.", (Choice("Ver", "concurso:1"), Choice("Darme de baja", "baja")))


async def begins(
    database: Database,
    writer: Writer,
    message: Outgoing,
    *,
    lane: Lane = Lane.NOTICE,
    **values: Any,
) -> None:
    """The Lab says something of its own accord."""
    person = await writer.person()
    async with database.transaction() as session:
        row = outbox.row(person, message, key=f"n:{next(_keys)}", lane=lane, now=NOW)
        await session.execute(sa.insert(OutboxMessage).values({**row, **values}))


async def says(database: Database, writer: Writer, clock: FakeClock, text: str, **more: Any) -> str:
    """Type it now, and have it handled and answered now."""
    incoming = writer.incoming(Kind.TEXT, text, **more)
    await writer.writes(incoming)
    async with database.transaction() as session:
        await session.execute(
            sa.text("UPDATE inbox SET received_at = :at WHERE external_id = :id").bindparams(
                sa.bindparam("at", type_=OutboxMessage.created_at.type)
            ),
            {"at": clock(), "id": incoming.external_id},
        )
    await a_worker(database, now=clock).handle_some()
    return (await writer.hears())[-1]


def wait(clock: FakeClock, until: int) -> None:
    """Let time pass until so many seconds after NOW."""
    clock.advance(NOW + until * S - clock())


async def a_receipt(database: Database) -> tuple[Writer, FakeClock]:
    """Somebody who told something and has the receipt in front of them."""
    writer, clock = Writer(database), FakeClock(NOW)
    await writer.tells()
    await a_worker(database, now=clock).handle_some()
    await deliver(database, clock())
    return writer, clock


async def is_asked(database: Database, writer: Writer) -> None:
    (aporte,) = await writer.aportes()
    person = await writer.person()
    async with database.transaction() as session:
        operator = (await an_operator(session, NOW)).id
        session.add(
            Question(
                id=1,
                aporte_id=aporte.id,
                person_id=person.id,
                operator_id=operator,
                text=QUESTION.text,
                asked_at=NOW,
            )
        )


async def grants(database: Database) -> list[str]:
    async with database.reading() as session:
        rows = await session.scalars(sa.select(Consent).where(Consent.granted))
        return [row.subject.value for row in rows]


async def test_one_typed_after_the_labs_question_opens_it_and_a_number_answers_it(
    database: Database,
) -> None:
    writer, clock = await a_receipt(database)
    await is_asked(database, writer)
    await begins(database, writer, QUESTION)
    await deliver(database, NOW + 5 * S)
    wait(clock, 9)
    assert QUESTION.text in await says(database, writer, clock, "1")
    assert await grants(database) == ["datos"]
    await deliver(database, NOW + 10 * S)
    wait(clock, 20)
    assert "ya está con tu caso" in await says(database, writer, clock, "12")


async def test_two_after_a_mass_message_leaves_the_news(database: Database) -> None:
    writer, clock = await a_receipt(database)
    person = await writer.person()
    async with database.transaction() as session:
        (await session.get_one(Person, person.id)).news_since = NOW
        broadcast = Broadcast(
            topic="agua",
            payload=MASS.to_json(),
            audience={},
            test_code="7R4C6H",
            created_at=NOW,
            created_by_id=(await an_operator(session, NOW)).id,
        )
        session.add(broadcast)
        await session.flush()
        number = broadcast.id
    # As feeding posts it: its text and choices are with the broadcast.
    await begins(database, writer, MASS, lane=Lane.MASS, broadcast_id=number, payload={})
    await deliver(database, NOW + 5 * S)
    wait(clock, 9)
    await says(database, writer, clock, "2")
    assert (await writer.person()).news_since is None
    assert "draft" not in await writer.state()


async def test_what_is_delivered_after_the_message_came_changes_nothing_of_it(
    database: Database,
) -> None:
    writer, clock = await a_receipt(database)
    await begins(database, writer, MASS)
    await deliver(database, NOW + 9 * S)
    wait(clock, 8)
    await says(database, writer, clock, "2")  # of the receipt: «Contar otra cosa»
    assert "draft" in await writer.state()


async def test_the_last_of_several_rules_and_an_answer_of_ours_rules_again(
    database: Database,
) -> None:
    writer, clock = await a_receipt(database)
    await begins(database, writer, MASS)
    await deliver(database, NOW + 5 * S)
    await begins(database, writer, Outgoing("Hola", (Choice("Menú", "ayuda"), Choice("B", "mios"))))
    await deliver(database, NOW + 6 * S)
    wait(clock, 8)
    assert "Tus mensajes" in await says(database, writer, clock, "2")
    await deliver(database, NOW + 9 * S)
    wait(clock, 12)
    assert await says(database, writer, clock, "1") != texts.HELP  # of the list, not of the notice


async def test_a_reply_to_an_older_message_has_its_numbers(database: Database) -> None:
    writer, clock = await a_receipt(database)
    await begins(database, writer, MASS)
    await deliver(database, NOW + 5 * S, external_id="77")
    wait(clock, 6)
    await says(database, writer, clock, "hola")
    await deliver(database, NOW + 7 * S)
    wait(clock, 9)
    assert "no te mandaremos" in await says(database, writer, clock, "2", reply_to="77")


async def test_what_was_cut_off_while_it_was_sent_is_asked(database: Database) -> None:
    writer, clock = await a_receipt(database)
    await begins(database, writer, MASS)
    await deliver(
        database, NOW + 5 * S, state=OutboxState.PENDING, claimed_at=None, finished_at=None
    )
    wait(clock, 60)
    assert "no sé a cuál respondes" in await says(database, writer, clock, "2")
    assert "draft" not in await writer.state()


async def test_a_yes_typed_ahead_of_the_summary_registers_nothing(database: Database) -> None:
    writer, clock = Writer(database), FakeClock(NOW)
    await writer.taps("contar")
    await writer.says("no tenemos agua potable hace meses")
    await writer.taps("d1:lugar:ninguno")
    await writer.says("sí")
    await a_worker(database, now=clock).handle_some()
    assert await writer.aportes() == []
    await deliver(database, NOW + S)
    wait(clock, 4)
    assert "Tu código es" in await says(database, writer, clock, "sí")


def said(number: int, *, begun: bool, at: float | None, tried: bool = True) -> Said:
    """A message with choices named after it, sent at that second; or never finished."""
    sent = None if at is None else NOW + at * S
    return Said(
        number,
        begun,
        OutboxState.PENDING if at is None else OutboxState.SENT,
        1 if tried else 0,
        NOW - 60 * S,
        None,
        sent,
        ((str(number), str(number)),),
    )


def test_whatever_the_order_of_delivery_the_last_seen_one_rules() -> None:
    for order in itertools.permutations((1.0, 2.0, 3.0)):
        rows = [said(n, begun=n != 2, at=at) for n, at in enumerate(order, 1)][::-1]
        for by in (0.5, 1.5, 2.5, 3.5):
            seen = [n for n, at in enumerate(order, 1) if at <= by]
            last = max(seen, key=lambda n: order[n - 1], default=None)
            expected = ((str(last), str(last)),) if last in {1, 3} else ()
            assert in_view(rows, NOW + by * S).begun == expected, (order, by)


def test_what_was_never_tried_was_not_seen_and_leaves_no_doubt() -> None:
    rows = [said(2, begun=True, at=None, tried=False), said(1, begun=False, at=1)]
    assert in_view(rows, NOW + 9 * S) == in_view(rows[1:], NOW + 9 * S)
    assert in_view(rows, NOW + 9 * S).is_ours


def test_a_message_that_lay_with_the_channel_was_written_when_the_channel_says() -> None:
    late = Incoming("telegram", "1", "1", Kind.TEXT, sent=int(NOW.timestamp()))
    assert written_at(late, NOW + 600 * S) == NOW + S
    assert written_at(late, NOW + 20 * S) == NOW + 20 * S, "clocks go apart by seconds"
    ahead = Incoming("telegram", "1", "1", Kind.TEXT, sent=int((NOW + 600 * S).timestamp()))
    assert written_at(ahead, NOW) == NOW


async def test_with_the_real_delivery_the_labs_question_takes_the_numbers(
    database: Database,
) -> None:
    writer, clock = await a_receipt(database)
    await is_asked(database, writer)
    await begins(database, writer, QUESTION)
    wait(clock, 5)
    channel = FakeChannel()
    delivery = Delivery(channel, database, Wake(), clock)
    async with running(delivery.run()) as tasks:
        await until(lambda: is_over(database), "it was sent", watched=tasks)
    assert channel.texts() == [QUESTION.text]
    wait(clock, 9)
    assert QUESTION.text in await says(database, writer, clock, "1")


async def test_with_the_real_delivery_a_send_nobody_knows_of_is_asked(database: Database) -> None:
    writer, clock = await a_receipt(database)
    async with database.transaction() as session:
        person = await session.get_one(Person, (await writer.person()).id)
        person.news_since = NOW
    await begins(database, writer, MASS, lane=Lane.MASS)
    channel = FakeChannel()
    channel.problems.append(UncertainError("se cortó"))
    async with running(Delivery(channel, database, Wake(), clock).run()) as tasks:
        await until(lambda: is_over(database), "it was tried", watched=tasks)
    wait(clock, 9)
    assert await says(database, writer, clock, "2") == texts.WHICH_MESSAGE
    assert (await writer.person()).news_since is not None


async def is_over(database: Database) -> bool:
    return not await count(database, OutboxMessage, OutboxMessage.state == OutboxState.PENDING)


async def test_a_long_reply_to_a_question_of_the_lab_answers_it_in_the_middle_of_a_draft(
    database: Database,
) -> None:
    writer, clock = await a_receipt(database)
    await says(database, writer, clock, "La carretera a Ilave está cortada por un derrumbe")
    await deliver(database, clock())
    await says(database, writer, clock, texts.IT_IS_SOMETHING_ELSE)
    await deliver(database, clock())
    number = await a_question(database, writer)
    asks = Outgoing("¿Cuántas familias son?", (Choice("Responder", f"responder:{number}"),))
    await begins(database, writer, asks)
    await deliver(database, clock(), external_id="77")
    wait(clock, 60)
    long = "Somos cuarenta familias arriba y otras veinte abajo, junto al río, " * 2
    await says(database, writer, clock, long, reply_to="77")

    async with database.reading() as session:
        kept = await session.get_one(Question, number)
    assert kept.answer == long.strip()
    assert (await writer.state())["draft"]["text"].startswith("La carretera")


async def test_our_receipt_pasted_back_begins_nothing(database: Database) -> None:
    writer, clock = await a_receipt(database)
    receipt = (await writer.hears())[-1]
    wait(clock, 60)
    said = await says(database, writer, clock, receipt.replace("\n", " "))

    assert said.startswith(texts.OURS_CAME_BACK)
    assert "draft" not in await writer.state()
