"""Recognising machines' mail. The letters are invented; only the manner is that of real systems."""
