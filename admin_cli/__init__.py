"""The Lab's edge: the terminal."""
