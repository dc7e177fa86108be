"""The proof of who reads.

A query that gives people's words or applicants' data takes a `Reader`. It checks the grant and
writes the reading down in the journal, in the transaction that reads: what could not be written
down is not shown.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.store.access import Grant, check, holders, may
from intake.store.journal import About, record
from intake.store.models import Aporte, Operator
from intake.store.verbs import LOOKING
from intake.words.codes import spoken


@dataclass(frozen=True, slots=True)
class Reader:
    """An account in use, at an instant. Only `reader` makes one; queries ask for it."""

    by: Operator
    now: datetime

    def may(self, grant: Grant) -> bool:
        """Whether the account has this grant."""
        return may(self.by, grant)

    def check(self, grant: Grant) -> None:
        """Refuse an account that lacks the grant; RefusedError says who has it."""
        check(self.by, grant)

    def may_read(self, aporte: Aporte) -> bool:
        """Whether this account may read the words of the case."""
        return self.may(Grant.PALABRAS) and (not aporte.restricted or self.may(Grant.RESERVADOS))

    def check_case(self, aporte: Aporte) -> None:
        """Refuse an account that may not read the words of the case."""
        self.check(Grant.PALABRAS)
        if not self.may_read(aporte):
            who = holders(Grant.RESERVADOS)
            raise RefusedError(f"{spoken(aporte.code)} es reservado. Pueden leerlo: {who}.")

    def wrote(
        self,
        session: AsyncSession,
        what: str,
        *,
        cases: Collection[Aporte] = (),
        codes: Collection[str] = (),
        of: Aporte | None = None,
    ) -> None:
        """Write down what was read: `cases` or `codes` were shown; `of`: in whose history it goes.

        D.S. 016-2024-JUS, art. 46.3. Which of them were reserved is said apart.
        """
        shown = [each.code for each in cases] or list(codes)
        reserved = [each.code for each in cases if each.restricted]
        after: dict[str, object] = {"casos": shown} if shown else {}
        if reserved:
            after["reservados"] = reserved
            what = f"{what} (reservados: {len(reserved)})".strip()
        record(
            session,
            LOOKING,
            About(aporte_id=of.id if of else None),
            now=self.now,
            operator_id=self.by.id,
            note=what,
            after=after,
        )


def reader(by: Operator, now: datetime) -> Reader:
    """The proof that somebody reads, and who; RefusedError if the account is out of use."""
    if not by.is_active:
        raise RefusedError(f"La cuenta «{by.username}» está desactivada.")
    return Reader(by, now)
