"""What was there before: read for signs and closed, quotes taken out, and nothing else touched."""

from typing import Any

import sqlalchemy as sa

from intake.store.db import Database
from intake.store.schema import prepare
from tests.conftest import NOW
from tests.intake.store.migrating import bring_to
from tests.running import closing

QUOTE = (
    "Alguien ya contó algo parecido:\n"
    "1) «Soy Zenobia y mi DNI es 12345678» Taraco. Lo dice 1 persona.\n\n¿Es lo mismo?"
)
OTHER = "Hola, soy Ayni Escucha"


def as_it_was(connection: sa.Connection) -> None:
    """The tables of 0006, with what people had told then."""
    bring_to(connection, "0006")
    tables = sa.MetaData()
    tables.reflect(connection)

    def put(name: str, **values: Any) -> None:
        connection.execute(sa.insert(tables.tables[name]).values(**values))

    def aporte(id_: int, text: str, **more: Any) -> None:
        row = {"place_text": "", "affected": "", "restricted": False, "kind": "problema"}
        put(
            "aportes",
            **{
                **row,
                "id": id_,
                "code": f"COD{id_}",
                "author_id": 1,
                "text": text,
                "actor": "ciudadania",
                "state": "recibido",
                "needs_interpreter": False,
                "created_at": NOW,
                "updated_at": NOW,
                "answer_by": NOW.date(),
                **more,
            },
        )

    put("people", id=1, channel="telegram", address="1", created_at=NOW)
    aporte(1, "No hay agua potable en la comunidad")
    aporte(2, "No hay agua, llamen al 987654321")
    aporte(3, "Mi esposo me pega")
    aporte(4, "Se cayó el puente", affected="a mi hija, que fue violada")
    aporte(5, "Falta luz en el barrio")
    aporte(6, "Otra cosa", restricted=True)
    put("followers", aporte_id=5, person_id=1, joined_at=NOW, words="mi dni es 12345678")
    for key, text in (("1", QUOTE), ("2", OTHER)):
        put("web_messages", address="x", mine=False, key=key, payload={"text": text}, at=NOW)
    put(
        "conversations",
        person_id=1,
        state={"serial": 1, "draft": {"serial": 1, "text": "x", "similar": [["COD2", "«y»"]]}},
        updated_at=NOW,
    )


async def test_old_rows_are_closed_by_their_signs_when_a_bot_starts(blank_url: str) -> None:
    async with closing(Database(blank_url)) as database:
        async with database.engine.execution_options(ayni_writes=True).begin() as connection:
            await connection.run_sync(as_it_was)

        assert await prepare(database) is True

        async with database.engine.connect() as connection:
            rows = await connection.execute(
                sa.text("SELECT id, restricted, restricted_by FROM aportes ORDER BY id")
            )
            found = {row[0]: (bool(row[1]), row[2]) for row in rows}
            lines = await connection.execute(
                sa.text("SELECT payload FROM web_messages ORDER BY key")
            )
            said = [str(row[0]) for row in lines]
            states = await connection.execute(sa.text("SELECT state FROM conversations"))
            state = str(states.scalar_one())
    assert {id_ for id_, (closed, _) in found.items() if closed} == {2, 3, 4, 5, 6}
    assert {by for _, by in found.values()} == {"automatica"}
    assert "12345678" not in said[0]
    assert "Zenobia" not in said[0]
    assert "Es lo mismo?" in said[0]
    assert "Ayni Escucha" in said[1]
    assert "similar" not in state
    assert "serial" in state
