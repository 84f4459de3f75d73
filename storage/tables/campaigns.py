"""Campaigns, their runs, and the outbox."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.people import Contact


class Campaign(Model):
    """A mailing that recurs: what for, and to whom."""

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=20)
    purpose = fields.CharField(max_length=10)
    query = fields.TextField(default="")
    query_key = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()

    class Meta:
        table = "campaign"
        unique_together = (("kind", "query_key"),)


class Run(Model):
    """One occurrence of a campaign. Unique per half-year, so that a tick can never start two."""

    id = fields.IntField(primary_key=True)
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "storage.Campaign", on_delete=fields.RESTRICT, related_name="runs"
    )
    campaign_id: int
    occurrence = fields.CharField(max_length=20)
    """`2026-H2`; a wanted repetition is `2026-H2.2`"""
    state = fields.CharField(max_length=10)
    """planned · sending · paused · watching · closed · cancelled"""
    unattended = fields.BooleanField(default=False)
    planned_at = fields.DatetimeField()
    walked_to = fields.IntField(default=0)
    """The last contact id that planning has walked past: a killed plan goes on from here."""
    walked_at = fields.DatetimeField(null=True)
    approved_at = fields.DatetimeField(null=True)
    approved_by = fields.CharField(max_length=60, default="")
    wave = fields.IntField(default=0)
    """Deliveries of waves up to this one may go out; 0: none yet."""
    wave_at = fields.DatetimeField(null=True)
    paused_at = fields.DatetimeField(null=True)
    pause_reason = fields.CharField(max_length=40, default="")
    hard_limit = fields.FloatField(default=0.02)
    complaint_limit = fields.FloatField(default=0.001)
    refusals_from = fields.DatetimeField(null=True)
    """Sender-fault refusals before this moment were looked at when the run was resumed."""
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "run"
        unique_together = (("campaign", "occurrence"),)


class Recipient(Model):
    """A contact's part in a run: skipped with a reason, or asked, reminded, and what came of it."""

    id = fields.IntField(primary_key=True)
    run: fields.ForeignKeyRelation[Run] = fields.ForeignKeyField(
        "storage.Run", on_delete=fields.RESTRICT, related_name="recipients"
    )
    run_id: int
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="participations", db_index=True
    )
    contact_id: int
    address = fields.CharField(max_length=320, default="")
    skipped = fields.CharField(max_length=20, null=True)
    asked_at = fields.DatetimeField(null=True)
    reminders = fields.IntField(default=0)
    reminded_at = fields.DatetimeField(null=True)
    swept_at = fields.DatetimeField(null=True)

    class Meta:
        table = "recipient"
        unique_together = (("run", "contact"),)


class Outcome(Model):
    """One thing that came of asking: counted once per recipient and kind."""

    id = fields.IntField(primary_key=True)
    recipient: fields.ForeignKeyRelation[Recipient] = fields.ForeignKeyField(
        "storage.Recipient", on_delete=fields.RESTRICT, related_name="outcomes"
    )
    recipient_id: int
    run_id = fields.IntField(db_index=True)
    kind = fields.CharField(max_length=14)
    """confirmed · corrected · unsubscribed · bounced_hard · bounced_soft · complaints ·
    auto_replies · to_review · to_call · stale · sender_fault"""
    at = fields.DatetimeField()

    class Meta:
        table = "outcome"
        unique_together = (("recipient", "kind"),)


class Delivery(Model):
    """The outbox: one row a mail; `key` is unique: that is what makes one mail one mail.

    `queued → leased → sending → sent | deferred | refused | uncertain`, and `cancelled` where
    may_send no longer held.
    """

    id = fields.IntField(primary_key=True)
    key = fields.CharField(max_length=400, unique=True)
    """`run:7:ana@example.org:ask` · `challenge:31`"""
    kind = fields.CharField(max_length=12)
    """ask · reminder_1 · reminder_2 · challenge"""
    run_id = fields.IntField(null=True, db_index=True)
    recipient_id = fields.IntField(null=True, db_index=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="deliveries", db_index=True
    )
    contact_id: int
    proposal_id = fields.IntField(null=True)
    address = fields.CharField(max_length=320, db_index=True)
    domain = fields.CharField(max_length=255)
    language = fields.CharField(max_length=2)
    purpose = fields.CharField(max_length=10)
    wave = fields.IntField(default=0)
    state = fields.CharField(max_length=10, default="queued")
    reason = fields.CharField(max_length=20, default="")
    attempts = fields.IntField(default=0)
    next_at = fields.DatetimeField()
    leased_by = fields.CharField(max_length=60, default="")
    leased_until = fields.DatetimeField(null=True)
    sending_at = fields.DatetimeField(null=True, db_index=True)
    settled_at = fields.DatetimeField(null=True)
    message_id = fields.CharField(max_length=250, null=True, unique=True)
    reply_code = fields.IntField(null=True)
    reply_text = fields.TextField(default="")

    class Meta:
        table = "delivery"
        indexes = (("state", "next_at"), ("run_id", "state"))
