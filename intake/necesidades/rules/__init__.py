"""Criteria, order and processes of the Lab's stages.

Pure: no database, no clock, no network.
"""
