"""Whether two aportes of one place tell the same, and why."""
