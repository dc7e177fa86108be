"""Finding a district in what people write.

Pure: no database, no clock, no network.
"""
