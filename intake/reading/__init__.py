"""What a text is about, in which language, who is in danger, and what is to be kept apart."""
