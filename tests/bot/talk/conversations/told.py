"""A conversation that has come to the summary of what was told."""

from bot.said import texts
from tests.bot.talk.conversations.talk import Talk

PROBLEM = "no hay agua potable en Taraco Huancané desde hace un mes"


def at_the_summary() -> Talk:
    talk = Talk()
    talk.says(PROBLEM)
    assert texts.REGISTER in talk.heard[-1].text
    talk.commands.clear()
    return talk
