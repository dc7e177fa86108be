"""Codes are types: any text cannot be handed over where one is meant."""

from typing import NewType

Code = NewType("Code", str)
"""The short code of an aporte, as stored: six signs, no dash."""
