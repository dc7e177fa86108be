"""How alike two tellings are, as named features and a weighed sum of them.

Pure: no database, no clock, no network.
"""
