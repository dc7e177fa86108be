"""What an application asks, step by step.

Pure: no database, no clock, no network.
"""
