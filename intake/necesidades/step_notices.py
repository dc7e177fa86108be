"""What the people behind a necesidad are told of its way: always two sentences (see notices)."""

from collections.abc import Mapping, Sequence

from intake.kinds import Stage
from intake.listening.notice_file import Sentences, same_names, sentences
from intake.listening.notices import say, sentence, stage_in_words
from intake.necesidades.rules.processes import stages


def prioritised(title: str) -> str:
    """Say that the Grupo de Trabajo put the necesidad among the first (Manual, art. 14.a)."""
    return say("priorizar", titulo=title)


def declined(title: str, reason: str) -> str:
    """Say that the Grupo saw it and did not choose it, with the acuerdo's own reason."""
    return say("no_priorizar", titulo=title, motivo=sentence(reason).removesuffix("."))


def moved_on(title: str, stage: Stage, process: str) -> str:
    """Say that the necesidad reached the next stage, in this process."""
    return say("etapa", titulo=title, etapa=stages()[stage].name, proceso=_process(process))


def stepped(title: str, process: str) -> str:
    """Say that it reached another process within the same stage."""
    return say("paso", titulo=title, proceso=_process(process))


def documented(title: str, documents: Sequence[str], summary: str = "") -> str | None:
    """Say that a document came out of its process; None if people could not read it.

    A link can be opened, and a summary read; the bare name of a paper tells nobody anything.
    """
    link = next((each for each in documents if each.startswith("https://")), "")
    read_here = f"Puedes leerlo aquí: {link}" if link else ""
    said = " ".join(filter(None, (sentence(summary), read_here)))
    return say("documento", titulo=title, que=said) if said else None


def moved_back(title: str, stage: Stage) -> str:
    """Say that it is not as far on as had been said."""
    return say("retroceder", titulo=title, etapa=stages()[stage].name)


def brought(title: str, stage: Stage, *, is_prioritised: bool, is_declined: bool = False) -> str:
    """Say that the aporte was put into a necesidad that is elsewhere on the way."""
    state = stage_in_words(stage, is_prioritised=is_prioritised, is_declined=is_declined)
    return say("llevar", titulo=title, estado=state)


def taken_out(title: str) -> str:
    """Say that the aporte is no longer in a necesidad that had been on its way."""
    return say("sacar", titulo=title)


def processes_in_words(said: Sentences) -> Mapping[str, str]:
    """What people read of each process, by its code; DataFileError where one lacks its words."""
    codes = [code for stage in stages().values() for code in stage.processes]
    same_names("procesos", said.processes, codes)
    return said.processes


def _process(code: str) -> str:
    return processes_in_words(sentences())[code]
