"""A rehearsal to look at: one web page on this machine beside the running stage.

The person at the page is the staff, with the same bot that would run in Telegram: they type, tap,
and let time go by. Invented customers do the rest. The page promises: it listens on the loopback
interface only, refuses what comes from another page, needs nothing from elsewhere, and shows what
the parts really did; it decides nothing itself.
"""

from aldia.sandbox.view.play import Play
from aldia.sandbox.view.server import View, view

__all__ = ["Play", "View", "view"]
