"""Risks as the Lab's monthly report lists them.

Pure: no database, no clock, no network.
"""
