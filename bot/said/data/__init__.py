"""Texts that the Lab edits."""
