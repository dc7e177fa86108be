"""Ids are types: a person's cannot be handed over where an aporte's is meant."""

from typing import NewType

PersonId = NewType("PersonId", int)
AporteId = NewType("AporteId", int)
OperatorId = NewType("OperatorId", int)
Code = NewType("Code", str)
"""The short code of an aporte, as stored: six signs, no dash."""
Ubigeo = NewType("Ubigeo", str)
"""INEI code of a district, six digits."""
