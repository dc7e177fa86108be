"""The web chat's page and what serves it: static files, the mailbox of lines, the open streams."""

from bot.channels.webchat.channel import open_channel

__all__ = ["open_channel"]
