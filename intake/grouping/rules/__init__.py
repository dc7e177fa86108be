"""By which words a need is known, and which group it goes to.

Pure: no database, no clock, no network.
"""
