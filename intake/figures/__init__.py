"""Figures for the monthly report (Manual, art. 25.s), counted from the database each time.

Only counts, codes and places leave here: no words of people, no names, no addresses.
"""
