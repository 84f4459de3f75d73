"""By when a person who asks for what is his by law must have his answer."""

import calendar
from datetime import datetime


def one_month_after(moment: datetime) -> datetime:
    """Return when a request of a data subject must be answered (GDPR 12.3): a calendar month on.

    A day that the next month does not have becomes its last one.
    """
    year, month = divmod(moment.year * 12 + moment.month, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
