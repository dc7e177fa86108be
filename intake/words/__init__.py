"""Texts, codes, dates and quantities as people write and say them; pure."""
