"""Take back the last act on a case that can be taken back."""

from dataclasses import dataclass

import sqlalchemy as sa

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.listening import notices
from intake.listening.followers import followers_of
from intake.store import merges
from intake.store.models import Aporte, JournalEntry, OutboxMessage
from intake.store.models.message import OutboxState
from intake.store.verbs import Verb
from intake.triage import snapshots
from intake.triage.actions import (
    Action,
    Notice,
    Outcome,
    Scene,
    all_actions,
    notice_key,
)
from intake.words.codes import spoken


@dataclass(frozen=True)
class Deshacer(Action):
    """From the journal's `before`, if nothing changed the same fields since."""

    verb = Verb.DESHACER
    done = "deshecho:"
    help = "Deshace lo último que se hizo con un caso. Si su gente ya lo supo, se le avisa."
    example = "ayni deshacer K7F-3M6"
    states = frozenset(AporteState)
    is_undoable = False

    async def apply(self, scene: Scene) -> Outcome:
        """Undo the last act; refused if there is none, or something later stands in the way."""
        entry = await _last_undoable(scene)
        code = spoken(scene.case.code)
        current = await snapshots.take(scene.session, scene.case)
        if not snapshots.still_stands(current, entry.before, entry.after):
            raise RefusedError(
                f"No se puede deshacer «{entry.verb}» de {code}: después cambió lo mismo. "
                f"Véalo con: ayni historial {code}"
            )
        if entry.before.get("merged_into_id") is not None:
            await _check_root(scene, entry)
        await snapshots.put_back(scene.session, scene.case, entry.before)
        told = await _told(scene, entry)
        sentence = notices.taken_back(entry.verb)
        return Outcome(
            note=f"{entry.verb} {entry.note}".strip(),
            details={"deshecho": entry.id},
            notice=Notice(sentence, to=told) if sentence and told else None,
            undoes=entry,
        )


async def _last_undoable(scene: Scene) -> JournalEntry:
    verbs = {action.verb for action in all_actions().values() if action.is_undoable}
    entry = await scene.session.scalar(
        sa.select(JournalEntry)
        .where(
            JournalEntry.aporte_id == scene.case.id,
            JournalEntry.verb.in_(verbs),
            JournalEntry.undone_by_id.is_(None),
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    if entry is None:
        raise RefusedError(await _nothing_to_undo(scene))
    return entry


async def _nothing_to_undo(scene: Scene) -> str:
    code = spoken(scene.case.code)
    merged = await scene.session.scalar(
        sa.select(Aporte.code)
        .where(Aporte.merged_into_id == scene.case.id)
        .order_by(Aporte.updated_at.desc())
        .limit(1)
    )
    if merged is not None:
        return (
            f"En {code} no hay nada que deshacer. Tiene unido {spoken(merged)}: "
            f"para separarlo, ayni deshacer {spoken(merged)}"
        )
    return f"En {code} no hay nada que deshacer."


async def _check_root(scene: Scene, entry: JournalEntry) -> None:
    """What it was taken apart from must be free, not merged into it, and open or as it was then."""
    root_id: int = entry.before["merged_into_id"]
    root = await scene.session.scalar(
        # Not waited for: the cases are locked in order elsewhere, and this one comes out of order.
        sa.select(Aporte).where(Aporte.id == root_id).with_for_update(skip_locked=True)
    )
    if root is None:
        raise RefusedError("Alguien está trabajando en el otro caso en este instante. Repita.")
    inside = root.id in await merges.ids_below(scene.session, scene.case.id)
    closed_since = not root.state.is_open and root.state is not await _state_at(scene, root, entry)
    if inside or closed_since:
        raise RefusedError(
            f"{spoken(root.code)} ya no está abierto: no se le puede volver a unir "
            f"{spoken(scene.case.code)}."
        )


async def _state_at(scene: Scene, case: Aporte, entry: JournalEntry) -> AporteState:
    """Where a case stood when that was written, of it or of another: as the journal last said."""
    earlier = await scene.session.scalars(
        sa.select(JournalEntry.after)
        .where(JournalEntry.aporte_id == case.id, JournalEntry.id < entry.id)
        .order_by(JournalEntry.id.desc())
    )
    said = (after["state"] for after in earlier if "state" in after)
    return AporteState(next(said, AporteState.RECIBIDO))


async def _told(scene: Scene, entry: JournalEntry) -> frozenset[int]:
    """Who was already told of the act. What has not gone out yet is held back instead."""
    people = [person.id for person, _ in await followers_of(scene.session, scene.case.id)]
    keys = {f"{notice_key(entry)}:{person_id}": person_id for person_id in people}
    await scene.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.key.in_(keys),
            OutboxMessage.state == OutboxState.PENDING,
            OutboxMessage.claimed_at.is_(None),
        )
        .values(
            state=OutboxState.DROPPED, finished_at=scene.now, error="se deshizo antes de enviar"
        )
        .execution_options(synchronize_session=False)
    )
    gone = await scene.session.scalars(
        sa.select(OutboxMessage.key).where(
            OutboxMessage.key.in_(keys), OutboxMessage.state != OutboxState.DROPPED
        )
    )
    return frozenset(keys[key] for key in gone)


ACTION = Deshacer
