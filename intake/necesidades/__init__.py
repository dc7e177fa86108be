"""The necesidades that the Lab took up: described, scored, ordered, and followed to their end."""
