"""Conversations as strangers hold them: what each says, what it is told, and what is kept."""
