"""What is due, and facts about this database that every process must agree on."""

from tortoise import fields
from tortoise.models import Model


class DueJob(Model):
    """One job of the timetable. The table is the truth; the scheduler only ticks."""

    name = fields.CharField(max_length=30, primary_key=True)
    next_at = fields.DatetimeField()
    claimed_by = fields.CharField(max_length=80, default="")
    claimed_until = fields.DatetimeField(null=True)
    last_run_at = fields.DatetimeField(null=True)
    last_error = fields.TextField(default="")

    class Meta:
        table = "due_job"


class Fact(Model):
    """A named value: `campaigns_held` after a restore, the ledger's reach, the schema's owner …"""

    name = fields.CharField(max_length=60, primary_key=True)
    value = fields.JSONField[dict[str, object]](default=dict)
    at = fields.DatetimeField()

    class Meta:
        table = "fact"
