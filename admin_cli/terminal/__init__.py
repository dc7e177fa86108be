"""The terminal itself: options, output, exit codes, and the Spanish of what it says."""
