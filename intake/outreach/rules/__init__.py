"""How long a mass message may be.

Pure: no database, no clock, no network.
"""
