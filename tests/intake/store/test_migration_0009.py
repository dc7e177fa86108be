"""What was there before the door was built is there after: people, and files with their size."""

import asyncio

import sqlalchemy as sa

from intake.store.db import Database
from tests.intake.store.migrating import bring_to
from tests.running import closing


async def test_people_and_files_of_before_are_carried_over(blank_url: str) -> None:
    async with closing(Database(blank_url)) as database:
        writing = database.engine.execution_options(ayni_writes=True)
        async with writing.begin() as connection:
            await connection.run_sync(bring_to, "0006")
            await connection.execute(
                sa.text(
                    "INSERT INTO people (id, channel, address, created_at) "
                    "VALUES (1, 'web', 'huella', '2026-11-01 10:00:00')"
                )
            )
            for number, content in ((1, b"12345"), (2, None)):
                await connection.execute(
                    sa.text(
                        "INSERT INTO attachments (id, person_id, channel, file_ref, kind, content,"
                        " state, attempts, due_at, created_at) VALUES (:id, 1, 'telegram', 'f',"
                        " 'foto', :content, 'guardado', 0, '2026-11-01', '2026-11-01')"
                    ),
                    {"id": number, "content": content},
                )
        async with writing.begin() as connection:
            await connection.run_sync(bring_to, "head")
        async with database.engine.connect() as connection:
            sizes = await connection.execute(sa.text("SELECT size FROM attachments ORDER BY id"))
            assert [row[0] for row in sizes] == [5, None]
            person = await connection.execute(
                sa.text("SELECT address, origin, unverified_since FROM people")
            )
            assert person.one() == ("huella", None, None)
    await asyncio.sleep(0)
