"""Passing it on: where the channel can, one tap opens the sheet «share with…»."""

from dataclasses import replace

from bot.said import texts
from bot.said.welcome import INVITE
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.store.outgoing import Choice, Outgoing

PHRASES = {
    "invitar": (
        "invitar|compartir|pasar la voz|invitar a un vecino|pasa la voz|invitar vecinos|"
        "quiero invitar|como comparto"
    )
}


def finish(turn: Turn, facts: Facts) -> Turn:
    """The same turn; its choice to invite leads to the sheet, where there is a link to share."""
    url = facts.world.doors.share_link()
    if not url:
        return turn
    return replace(turn, replies=tuple(_linked(reply, url) for reply in turn.replies))


def _linked(reply: Outgoing, url: str) -> Outgoing:
    choices = tuple(
        Choice(each.label, each.value, url) if each.value == INVITE[1] else each
        for each in reply.choices
    )
    return replace(reply, choices=choices)


def _invite(moment: Moment, _: str) -> Turn:
    """The invitation in words, for whoever typed it or reads no buttons."""
    doors = moment.facts.world.doors
    share = (("Compartir", INVITE[1]),) if doors.share_link() else ()
    return go_on(moment.state, moment.facts, doors.invitation(), *share, *texts.MENU[:3])


VERBS = {"invitar": _invite}
