"""The Manual's rules for the Grupo de Trabajo: seats, quorum, terms, votes.

Pure: no database, no clock, no network.
"""
