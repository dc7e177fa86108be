"""Aportes of several places that tell the same need, grouped, and the demand behind each group."""
