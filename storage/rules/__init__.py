"""What may happen, as pure functions and total tables: no ORM, no await, time passed in.

A rule answers with a named reason, never with a bare yes or no.
"""
