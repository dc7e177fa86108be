"""Places brought in by the operator: richer district facts, and populated centres."""

from sqlalchemy.orm import Mapped, mapped_column

from intake.store.db import Base


class ImportedDistrict(Base):
    """A district as an imported table gives it; wins over the built-in one."""

    __tablename__ = "imported_districts"

    ubigeo: Mapped[str] = mapped_column(primary_key=True)
    departamento: Mapped[str]
    provincia: Mapped[str]
    distrito: Mapped[str]
    capital: Mapped[str | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    altitud: Mapped[float | None]
    poblacion: Mapped[int | None]
    idh: Mapped[float | None]
    pobreza: Mapped[float | None]
    """Per cent of people."""
    pobreza_extrema: Mapped[float | None]
    """Per cent of people."""


class PopulatedCentreRow(Base):
    """A village, community or town. Read whole at start; asked for by nobody else."""

    __tablename__ = "populated_centres"

    code: Mapped[str] = mapped_column(primary_key=True)
    ubigeo: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
