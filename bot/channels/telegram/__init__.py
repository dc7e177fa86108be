"""What is Telegram's own: its HTTP, its updates, its limits. The channel is made of these."""
