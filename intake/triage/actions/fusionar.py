"""Put a case with another one that tells the same."""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState
from intake.listening import notices
from intake.listening.followers import Voices, count_voices
from intake.places.rules.places import builtin_districts
from intake.sameness.comparing import evidence_of, told_by
from intake.sameness.indexing import topics_of
from intake.sameness.rules.contradictions import contradictions
from intake.sameness.rules.scorecard import Scorecard
from intake.store import merges
from intake.store.models import Aporte
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene, get_told
from intake.words.codes import spoken


@dataclass(frozen=True)
class Fusionar(Action):
    """The one that stays is always a root, so that no cycle can be made."""

    verb = Verb.FUSIONAR
    done = "queda unido"
    help = "Une el segundo caso al primero. Las personas de los dos siguen enteradas."
    example = "ayni fusionar K7F-3M6 P4D-9RA"

    principal: Annotated[
        Code, Ask("Código del aporte que queda.", is_argument=True, before_code=True)
    ]

    def others(self) -> tuple[Code, ...]:
        """The code of the case that stays."""
        return (self.principal,)

    async def doubts(self, session: AsyncSession, case: Aporte) -> tuple[str, ...]:
        """Say where district or topic differ, where they are little alike or contradict."""
        root = await get_told(session, self.principal)
        pair = (case, root)
        found = []
        if case.ubigeo and root.ubigeo and case.ubigeo != root.ubigeo:
            found.append(f"Son de distritos distintos: {' y '.join(map(_district, pair))}.")
        topics = [await topics_of(session, each.id) for each in pair]
        if all(topics) and set(topics[0]).isdisjoint(topics[1]):
            found.append(
                f"Tratan de prioridades distintas: {' y '.join(', '.join(t) for t in topics)}."
            )
        if case.id != root.id:
            found += await _unlikeness(session, case, root)
        return tuple(found)

    async def apply(self, scene: Scene) -> Outcome:
        """Merge it; refused into itself, into something of its own, or into what is not open."""
        case, root = scene.case, scene.others[self.principal]
        await _check_root(scene, case, root)
        case.state = AporteState.FUSIONADO
        case.merged_into_id = root.id
        await scene.session.flush()
        people = (await count_voices(scene.session, [root.id])).get(root.id, Voices()).distinct
        return Outcome(
            note=f"a {spoken(root.code)}",
            details={"voces": people},
            notice=Notice(notices.merged(people)),
        )


async def _unlikeness(session: AsyncSession, case: Aporte, root: Aporte) -> list[str]:
    evidence = await evidence_of(session, told_by(case), told_by(root))
    card = Scorecard.builtin()
    probability = card.probability(evidence.values)
    against = contradictions(case.text, root.text)
    if card.outcome(probability) == "new":
        return [f"Sus palabras se parecen poco: {probability:.0%} de que cuenten lo mismo."]
    return [f"{each[0].upper()}{each[1:]}." for each in against]


def _district(case: Aporte) -> str:
    known = (each.label for each in builtin_districts() if each.ubigeo == case.ubigeo)
    return next(known, case.ubigeo or "")


async def _check_root(scene: Scene, case: Aporte, root: Aporte) -> None:
    ours, theirs = spoken(case.code), spoken(root.code)
    if case.id == root.id:
        raise RefusedError(f"{ours} no se puede unir a sí mismo. Dé dos códigos distintos.")
    if case.restricted != root.restricted:
        reserved = ours if case.restricted else theirs
        raise RefusedError(
            f"{reserved} es reservado y el otro no: juntos, su gente se enteraría. Si de verdad "
            f"cuentan lo mismo, decida antes si es reservado: ayni reservar {reserved} --help"
        )
    if root.id in await merges.ids_below(scene.session, case.id):
        raise RefusedError(
            f"{theirs} ya está unido a {ours}; al revés sería un círculo. "
            f"Si quiere que quede {theirs}, primero: ayni separar {theirs}"
        )
    if root.state is AporteState.FUSIONADO:
        upper = await scene.session.get_one(Aporte, root.merged_into_id)
        raise RefusedError(f"{theirs} está unido a {spoken(upper.code)}. Una {ours} a ese.")
    if not root.state.is_open:
        raise RefusedError(
            f"{theirs} está cerrado (estado: {root.state}). Elija uno abierto para que quede."
        )


ACTION = Fusionar
