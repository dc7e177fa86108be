"""What a command leaves behind for scripts, and which error gives which."""

from enum import IntEnum

from intake.errors import IntakeError, NotFoundError, TakenError


class ExitCode(IntEnum):
    """Usage errors (2) and interruptions (130) are Typer's own."""

    DONE = 0
    REFUSED = 1  # by the domain, or something is wrong
    USAGE = 2
    NOT_FOUND = 3
    TAKEN = 4  # another operator has the case
    INTERRUPTED = 130


def exit_code_for(error: IntakeError) -> ExitCode:
    """Give the exit code of an error that reached the edge."""
    match error:
        case NotFoundError():
            return ExitCode.NOT_FOUND
        case TakenError():
            return ExitCode.TAKEN
        case _:
            return ExitCode.REFUSED
