"""What the people behind a necesidad are told of its way: always two sentences (see notices)."""

from intake.kinds import Stage
from intake.notices import say, sentences, stage_in_words
from intake.rules.processes import stages


def prioritised(title: str) -> str:
    """The Grupo de Trabajo put the necesidad among the first (Manual, art. 14.a)."""
    return say("priorizar", titulo=title)


def declined(title: str) -> str:
    """The Grupo saw it and put others first."""
    return say("no_priorizar", titulo=title)


def moved_on(title: str, stage: Stage, process: str) -> str:
    """The necesidad reached the next stage, in this process."""
    return say("etapa", titulo=title, etapa=stages()[stage].name, proceso=_process(process))


def stepped(title: str, process: str) -> str:
    """Another process within the same stage."""
    return say("paso", titulo=title, proceso=_process(process))


def documented(title: str) -> str:
    """A document came out of the process where it is."""
    return say("documento", titulo=title)


def moved_back(title: str, stage: Stage) -> str:
    """It had been said that it was further on."""
    return say("retroceder", titulo=title, etapa=stages()[stage].name)


def brought(title: str, stage: Stage, *, is_prioritised: bool) -> str:
    """The aporte was put into a necesidad that is elsewhere on the way."""
    return say("llevar", titulo=title, estado=stage_in_words(stage, is_prioritised=is_prioritised))


def taken_out(title: str) -> str:
    """The aporte is no longer in a necesidad that had been on its way."""
    return say("sacar", titulo=title)


def _process(code: str) -> str:
    return sentences().processes[code]
