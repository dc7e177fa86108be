"""What the bot answers by itself: what comes with the program, and over it what the team added."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.said.guide import Answer, Guide
from intake.listening import guide_entries


class Guides:
    """Gives the guide that holds; makes it again only where the team changed an answer."""

    def __init__(self, own: Guide) -> None:
        self._own = own
        self._seen: tuple[int, datetime | None] = (0, None)
        self._guide = own

    async def current(self, session: AsyncSession) -> Guide:
        """The guide of this moment; asking costs no more than reading two numbers."""
        state = await guide_entries.state(session)
        if state != self._seen:
            added = await guide_entries.listed(session)
            self._guide = self._own.with_added(
                Answer(each.name, each.question, tuple(each.phrasings), each.text) for each in added
            )
            self._seen = state
        return self._guide
