"""Which criteria were proposed, by whom, and what became of each version."""

from collections.abc import Sequence

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json, iso
from intake.store.models import CriteriaSet, Operator


def show_versions(rows: Sequence[tuple[CriteriaSet, Operator]], in_force: int | None) -> None:
    """Show who proposed what, and what became of it."""
    output.show_table(
        (
            Column("VERSIÓN", align="right"),
            Column("PROPUESTA"),
            Column("POR"),
            Column("ESTADO"),
            Column("MOTIVO", wraps=True),
        ),
        [
            (
                str(row.id),
                words.moment(row.proposed_at),
                by.name,
                _state(row, in_force),
                words.shortened(row.reason, 160),
            )
            for row, by in rows
        ],
    )


def version_json(row: CriteriaSet, by: Operator, in_force: int | None) -> dict[str, Json]:
    """Give one version for other programs."""
    return {
        "version": row.id,
        "propuesta": row.proposed_at.isoformat(),
        "por": by.username,
        "aprobada": iso(row.approved_at),
        "rige": row.id == in_force,
        "motivo": row.reason,
    }


def _state(row: CriteriaSet, in_force: int | None) -> str:
    if row.approved_at is None:
        return "espera el acuerdo"
    return "rige" if row.id == in_force else "aprobada antes"
