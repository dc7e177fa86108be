"""Say that a case was read wrongly: what it is, and whether somebody was in danger."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar

import sqlalchemy as sa

from intake.errors import NotFoundError, RefusedError
from intake.kinds import NOT_WITHDRAWN, TagSource
from intake.reading.rules.acts import Act, Danger
from intake.store.models import ReadingCorrection
from intake.store.verbs import Verb
from intake.triage import snapshots
from intake.triage.actions import Action, Ask, Outcome, Scene
from intake.words.identifiers import identifiers
from intake.words.text import clean, normalise

NO_DANGER = "no"
_LONGEST = 1_000
_NOT_FOR_STRANGERS = frozenset({Act.PELIGRO, Act.DENUNCIA})
Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Enmendar(Action):
    """Nobody is told, and nothing is answered anew: it is for what is learned from it later.

    What was danger or an accusation is reserved from now on; that it was none opens nothing.
    """

    verb = Verb.ENMENDAR
    done = "debió leerse así:"
    help = "Dice que un caso se leyó mal: qué era, y si había peligro. De eso aprende el lector."
    example = "ayni enmendar K7F-3M6 --acto pregunta --peligro no"
    states = NOT_WITHDRAWN

    acto: Annotated[str, Ask("Qué era: pregunta, reclamo, aporte…", one_of="acto")] = ""
    peligro: Annotated[
        str, Ask("Qué peligro había: violencia, suicidio… «no» si no había.", one_of="peligro")
    ] = ""
    frase: Annotated[
        str,
        Ask("Otra manera de decir lo mismo, sin nada de la persona: de ella se aprende."),
    ] = ""

    async def apply(self, scene: Scene) -> Outcome:
        """Keep it beside what was said before; refused if it says nothing new."""
        act = _named(self.acto, Act, "acto") if self.acto else None
        danger = self._danger()
        before = await scene.session.scalar(
            sa.select(ReadingCorrection).where(
                ReadingCorrection.aporte_id == scene.case.id, ReadingCorrection.stands
            )
        )
        if act is None and danger is None and not self.frase:
            raise RefusedError("Diga qué se leyó mal: --acto pregunta, --peligro violencia…")
        row = ReadingCorrection(
            aporte_id=scene.case.id,
            operator_id=scene.by.id,
            at=scene.now,
            stands=True,
            act=act,
            danger=danger,
            wording=self._wording(),
        )
        if before is not None:
            _add_former(row, before)
        _check_whole(row)
        scene.session.add(row)
        await scene.session.flush()
        await snapshots.let_stand(scene.session, scene.case.id, row.id)
        if row.danger or row.act in _NOT_FOR_STRANGERS:
            scene.case.restricted = True
            scene.case.restricted_by = TagSource.OPERADOR
        return Outcome(note=_said(row), details={"acto": row.act, "peligro": row.danger})

    def _danger(self) -> str | None:
        """Its kind; empty if the operator says there was none, None if nothing was said."""
        if not self.peligro:
            return None
        if normalise(self.peligro) == NO_DANGER:
            return ""
        return _named(self.peligro, Danger, "peligro", NO_DANGER).value

    def _wording(self) -> str:
        """As it is kept: it stands in for the person's words, and must name nobody."""
        wording = clean(self.frase, _LONGEST)
        if found := identifiers(wording):
            raise RefusedError(f"La frase no sirve: {', '.join(found)}. Escríbala sin eso.")
        return wording


def _add_former(row: ReadingCorrection, before: ReadingCorrection) -> None:
    """What was said earlier holds, where it was not said anew and does not contradict."""
    if row.act is None and not (row.danger == "" and before.act == Act.PELIGRO):
        row.act = before.act
    if row.danger is None:
        row.danger = before.danger
    row.wording = row.wording or before.wording


def _check_whole(row: ReadingCorrection) -> None:
    if row.act is None and row.danger is None:
        raise RefusedError("Una frase sola no enseña nada: diga también --acto o --peligro.")
    if row.act == Act.PELIGRO and not row.danger:
        raise RefusedError("Diga qué peligro había: --peligro violencia, --peligro suicidio…")


def _named(typed: str, kinds: type[Kind], what: str, *others: str) -> Kind:
    """The member that was typed, with accents or not; NotFoundError names them all."""
    name = "_".join(normalise(typed.replace("_", " ")).split())
    try:
        return kinds(name)
    except ValueError:
        known = ", ".join((*(each.value for each in kinds), *others))
        raise NotFoundError(f"No se conoce el {what} «{typed}». Los hay: {known}.") from None


def _said(row: ReadingCorrection) -> str:
    parts = [row.act] if row.act else []
    if row.danger is not None:
        parts.append(f"peligro: {row.danger}" if row.danger else "sin peligro")
    if row.wording:
        parts.append("con una frase que enseña")
    return ", ".join(parts)


ACTION = Enmendar
