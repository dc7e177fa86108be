"""What a telling says of itself: whom it touches, and whether it tells of one matter or two.

Pure: no database, no clock, no network.
"""
