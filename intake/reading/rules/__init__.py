"""Topics, language, intent, danger and signs of what is to be reserved.

Pure: no database, no clock, no network.
"""
