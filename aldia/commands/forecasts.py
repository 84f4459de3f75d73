"""`aldia forecast`: who buys again, and when."""

from datetime import datetime
from typing import Any

import click

from aldia.helping import option
from aldia.program import Program, command
from storage import access
from storage.insight.forecasting import DAYS, shown

PAGE = 200


@option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="date")
@option("--days", type=click.IntRange(1, 3650), default=DAYS)
@command("forecast")
async def forecast_command(program: Program, as_of: datetime | None, days: int) -> None:
    """Tell for each customer when to expect an order, and how likely none comes."""
    today = program.clock.now().astimezone(program.settings.zone).date()
    page: list[dict[str, Any]] = []
    count = 0
    async for row in shown(as_of.date() if as_of else today, days):
        page.append(row)
        if len(page) == PAGE:
            count += program.out.many(page)
            page = []
    count += program.out.many(page)
    await access.log("look_up", program.by(), query="forecast", count=count)


COMMANDS = (forecast_command,)
