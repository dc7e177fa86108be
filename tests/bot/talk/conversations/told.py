"""A conversation that has come to the summary of what was told."""

from bot.said import texts
from intake.listening.commands import Alike, FindSimilar, SimilarFound
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import Talk, an_alike, obliging

PROBLEM = "no hay agua potable en Taraco Huancané desde hace un mes"
IN_SHORT = "No tenemos agua hace un mes en Taraco"


def at_the_summary() -> Talk:
    talk = Talk()
    talk.says(PROBLEM)
    assert texts.REGISTER in talk.heard[-1].text
    talk.commands.clear()
    return talk


def one_alike(command: Command) -> Result:
    """A domain that knows one aporte that tells the same."""
    if isinstance(command, FindSimilar):
        return SimilarFound((an_alike(),))
    return obliging(command)


def knowing(*alike: Alike, theirs: str = "") -> Talk:
    """Somebody who told their problem, and the domain knows of these."""

    def domain(command: Command) -> Result:
        if isinstance(command, FindSimilar):
            return SimilarFound(alike, theirs)
        return obliging(command)

    talk = Talk(domain)
    talk.says(IN_SHORT)
    return talk
