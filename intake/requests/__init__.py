"""What a person asks for through a conversation, and having the domain do it."""
