"""The web chat's page and what serves it: static files, the mailbox of lines, the open streams."""
