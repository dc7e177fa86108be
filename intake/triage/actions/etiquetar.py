"""Say which priorities a case touches. An operator's word is never overwritten by the machine."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import NOT_WITHDRAWN, TagSource
from intake.reading import tagging, taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import get_priority
from intake.store.db import JsonDict
from intake.store.models import AporteTag
from intake.store.verbs import Verb
from intake.triage import snapshots
from intake.triage.actions import Action, Ask, Outcome, Scene


@dataclass(frozen=True)
class Etiquetar(Action):
    """Nobody is told: it is the Lab's own order."""

    verb = Verb.ETIQUETAR
    done = "etiquetado:"
    help = "Pone (+) o quita (-) prioridades. Lo que usted diga ya no lo cambia la máquina."
    example = "ayni etiquetar K7F-3M6 +salud -agua_saneamiento"
    states = NOT_WITHDRAWN

    etiquetas: Annotated[
        tuple[str, ...],
        Ask("Prioridades: +salud pone, -salud quita.", is_argument=True, one_of="prioridad"),
    ]

    async def apply(self, scene: Scene) -> Outcome:
        """Set or take a tag; NotFoundError if there is no such priority."""
        vocabulary = await taxonomy.current(scene.session)
        wanted = [_read(each, vocabulary) for each in self.etiquetas]
        if not wanted:
            raise RefusedError("Diga qué poner o quitar: +salud, -agua_saneamiento…")
        for priority, accepted in wanted:
            tag = await scene.session.get(AporteTag, (scene.case.id, priority))
            await snapshots.put_tag(scene.session, scene.case.id, priority, _decided(tag, accepted))
            found = vocabulary.find(priority)
            if accepted and found is not None and found.theme:  # what it was part of is decided
                await snapshots.put_tag(scene.session, scene.case.id, found.theme, None)
        await scene.session.flush()
        await _reserve(scene, {name for name, put in wanted if put}, vocabulary)
        return Outcome(note=" ".join(("+" if put else "-") + name for name, put in wanted))


def _decided(tag: AporteTag | None, accepted: bool) -> JsonDict:
    """The operator's word over whatever the machine said; its words stay, to see why it said so."""
    return {
        "source": TagSource.OPERADOR.value,
        "accepted": accepted,
        "score": tag.score if tag else 1.0,
        "words": list(tag.words) if tag else [],
    }


def _read(typed: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    """`+salud` or `salud` puts, `-salud` takes off. A theme may only be taken off."""
    ids = [priority.id for priority in vocabulary.priorities]
    name, put = get_priority(typed.lstrip("+-"), ids, vocabulary.themes), not typed.startswith("-")
    theme = vocabulary.themes.get(name)
    if put and theme is not None:
        raise RefusedError(f"«{name}» se dividió: diga cuál, {' o '.join(theme.parts)}.")
    return name, put


async def _reserve(scene: Scene, put: set[str], vocabulary: Vocabulary) -> None:
    """As its topics and its words have it; what was opened by hand closes where one is put on."""
    if not scene.case.restricted and any(map(vocabulary.is_reserved, put)):
        scene.case.restricted_by = TagSource.AUTOMATICA
    tags = (await snapshots.take(scene.session, scene.case))["tags"]
    standing = {name for name, tag in tags.items() if tag["accepted"]}
    await tagging.reserve(scene.session, scene.case, standing, vocabulary)


ACTION = Etiquetar
