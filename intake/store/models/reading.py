"""What operators said of how a case was read, and the learned readers that were put to use."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import AutoId, Base, JsonDict


class ReadingCorrection(Base):
    """What a case should have been read as. Rows are added; at most one of a case stands."""

    __tablename__ = "reading_corrections"

    id: Mapped[AutoId]
    aporte_id: Mapped[int] = mapped_column(sa.ForeignKey("aportes.id"), index=True)
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))
    at: Mapped[datetime]
    stands: Mapped[bool]
    """False: another came after it, or it was undone."""
    act: Mapped[str | None]
    """None: nothing was said of it."""
    danger: Mapped[str | None]
    """Of what kind it was; empty if there was none; None: nothing was said of it."""
    wording: Mapped[str]
    """Words of the operator's own that teach the same in place of the person's; empty if none."""


class LearnedReader(Base):
    """A reader that was put to use. The newest holds, and only it still has its file."""

    __tablename__ = "learned_readers"

    id: Mapped[AutoId]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The file as `ayni aprender` wrote it; None: the program's own was put back, or another came
    after it."""
    version: Mapped[str]
    """What its texts are called by; empty where the program's own was put back."""
    figures: Mapped[JsonDict]
    """Its card, as it came in the file."""
    put_at: Mapped[datetime]
    operator_id: Mapped[int] = mapped_column(sa.ForeignKey("operators.id"))

    @property
    def is_of_the_program(self) -> bool:
        """Whether it says that the program's own holds again."""
        return not self.version
