"""Data files with their sources: see README.md here."""
