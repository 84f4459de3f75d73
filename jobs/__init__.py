"""The clock: what happens by itself, and when. The whole timetable is in `clock.py`."""
