"""What came in: the raw message first, then what was made of it. The mailbox is only a courtesy."""

from tortoise import fields
from tortoise.models import Model


class InboxMessage(Model):
    """One message in one mailbox. `kept → settled | shelved`; three failures shelve it."""

    id = fields.IntField(primary_key=True)
    mailbox = fields.CharField(max_length=200)
    uidvalidity = fields.BigIntField()
    uid = fields.BigIntField()
    fingerprint = fields.CharField(max_length=64, db_index=True)
    """SHA-256 of Message-ID, From and body: the same mail delivered or numbered again."""
    message_id = fields.CharField(max_length=400, default="")
    received_at = fields.DatetimeField()
    size = fields.IntField()
    state = fields.CharField(max_length=8, default="kept", db_index=True)
    kind = fields.CharField(max_length=14, default="")
    outcome = fields.CharField(max_length=8, default="")
    """applied · proposed · held · shelved · ignored"""
    why = fields.CharField(max_length=60, default="")
    contact_id = fields.IntField(null=True, db_index=True)
    delivery_id = fields.IntField(null=True)
    attempts = fields.IntField(default=0)
    settled_at = fields.DatetimeField(null=True)
    marked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "inbox_message"
        unique_together = (("mailbox", "uidvalidity", "uid"),)


class RawMessage(Model):
    """The bytes as they came. `truncated` where the message was over the size limit."""

    id = fields.IntField(primary_key=True)
    inbox_id = fields.IntField(unique=True)
    content = fields.BinaryField()
    truncated = fields.BooleanField(default=False)

    class Meta:
        table = "raw_message"


class MailboxPosition(Model):
    """How far a mailbox has been read. A new UIDVALIDITY starts again at 0."""

    id = fields.IntField(primary_key=True)
    mailbox = fields.CharField(max_length=200, unique=True)
    uidvalidity = fields.BigIntField()
    last_uid = fields.BigIntField()
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mailbox_position"
