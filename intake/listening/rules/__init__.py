"""Questions that ask the same, brought together for the team.

Pure: no database, no clock, no network.
"""
