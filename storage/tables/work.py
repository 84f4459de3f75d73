"""What people have to look at or do: notes, tasks, proposals, notices."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.people import Contact


class Note(Model):
    """What a colleague learnt; it can be edited by editing the chat message it came in."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="notes", db_index=True
    )
    contact_id: int
    text = fields.TextField()
    author = fields.CharField(max_length=60)
    at = fields.DatetimeField()
    chat_id = fields.BigIntField(null=True)
    message_id = fields.BigIntField(null=True)

    class Meta:
        table = "note"


class Task(Model):
    """Something a person has to do. `text` is a code with `params`, or staff's own words."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", null=True, on_delete=fields.RESTRICT, related_name="tasks", db_index=True
    )
    contact_id: int | None
    kind = fields.CharField(max_length=14)
    """call · review · erase_request · access_request · follow_up"""
    state = fields.CharField(max_length=9, default="open", db_index=True)
    reason = fields.CharField(max_length=40, default="")
    """Why it exists: `bounced_hard` · `mailbox_full` · `dormant` · `doubtful_opt_out` …"""
    params = fields.JSONField[dict[str, object]](default=dict)
    text = fields.TextField(default="")
    due_at = fields.DatetimeField(null=True)
    claimed_by = fields.CharField(max_length=60, default="")
    claimed_until = fields.DatetimeField(null=True)
    run_id = fields.IntField(null=True)
    inbox_id = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    result = fields.CharField(max_length=40, default="")

    class Meta:
        table = "task"


class Proposal(Model):
    """A correction that a person decides on. `evidence` is the customer's own words."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="proposals", db_index=True
    )
    contact_id: int
    field = fields.CharField(max_length=20)
    old = fields.TextField(default="")
    new = fields.TextField(default="")
    evidence = fields.TextField(default="")
    why = fields.CharField(max_length=40, default="")
    state = fields.CharField(max_length=21, default="open", db_index=True)
    """open · awaiting_confirmation · accepted · edited · rejected"""
    inbox_id = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=60, default="")

    class Meta:
        table = "proposal"


class Notice(Model):
    """A message for staff, kept until the bot has sent it. `key` makes it come once."""

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=120, unique=True)
    code = fields.CharField(max_length=60)
    params = fields.JSONField[dict[str, object]](default=dict)
    staff_id = fields.IntField(null=True)
    """To whom; null: to every admin."""
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    next_at = fields.DatetimeField()

    class Meta:
        table = "notice"
