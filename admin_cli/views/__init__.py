"""How things are shown by more than one command: tables, sheets, and the same as JSON."""
