"""Mass messages, and the posters, spots and links that bring people."""
