"""What happened. An event never changes and holds no personal value; its detail may be emptied."""

from tortoise import fields
from tortoise.models import Model


class Event(Model):
    """One change, written in the transaction that made it. Triggers refuse UPDATE and DELETE."""

    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)
    """`staff:3` · `contact:12` · `import:5` · `job:sweep` · `cli`"""
    kind = fields.CharField(max_length=40)
    contact_id = fields.IntField(null=True, db_index=True)
    cause = fields.CharField(max_length=80, default="")
    """What led to it: `inbox:7` · `run:2` · `update:991` · `file:3/row:18`"""
    undoes_id = fields.IntField(null=True, db_index=True)
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "event"


class EventDetail(Model):
    """The personal part of an event: row changes (before, after) and the words it rests on.

    `changes`: `[{"table", "id", "before": {field: value} | null, "after": {…} | null}]`; a row
    created has no before, a row removed no after. `salt` keeps the digest from being guessed.
    """

    id = fields.IntField(primary_key=True)
    event_id = fields.IntField(unique=True)
    contact_id = fields.IntField(null=True, db_index=True)
    changes = fields.JSONField[list[dict[str, object]]](default=list)
    evidence = fields.TextField(default="")
    salt = fields.CharField(max_length=32, default="")
    emptied_by_id = fields.IntField(null=True)

    class Meta:
        table = "event_detail"


class AccessLog(Model):
    """Who looked at or took out what. Kept apart from events: a look changes nothing."""

    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)
    kind = fields.CharField(max_length=12)
    """look_up · card · export · access_file"""
    contact_id = fields.IntField(null=True, db_index=True)
    query = fields.TextField(default="")
    count = fields.IntField(default=1)

    class Meta:
        table = "access_log"
