"""What is Telegram's own: its HTTP, its updates, its limits. The channel is made of these."""

from bot.channels.telegram.channel import open_channel

__all__ = ["open_channel"]
