"""What the Secretaría Técnica does with an aporte: the queue, a case, and the actions on it."""
