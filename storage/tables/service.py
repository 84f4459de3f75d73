"""What customers complain of, ask for and talk about with us."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.accounts import Account
from storage.tables.people import Contact


class Ticket(Model):
    """A complaint, an incident or a question that somebody has to settle."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="tickets", db_index=True
    )
    contact_id: int
    kind = fields.CharField(max_length=9, default="incident")
    """complaint · incident · question"""
    state = fields.CharField(max_length=11, default="open", db_index=True)
    """open · in_progress · escalated · resolved · closed"""
    subject = fields.CharField(max_length=200)
    text = fields.TextField(default="")
    priority = fields.CharField(max_length=6, default="normal")
    """low · normal · high"""
    assigned_to = fields.CharField(max_length=60, default="")
    """`staff:3`, or a name from an imported file."""
    opened_at = fields.DatetimeField()
    responded_at = fields.DatetimeField(null=True)
    escalated_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)
    resolution = fields.TextField(default="")
    satisfaction = fields.IntField(null=True)
    """1 to 5, as the customer said."""
    order_id = fields.IntField(null=True)
    inbox_id = fields.IntField(null=True)
    custom = fields.JSONField[dict[str, object]](default=dict)

    class Meta:
        table = "ticket"


class TicketStep(Model):
    """What was done on a ticket, and by whom."""

    id = fields.IntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "storage.Ticket", on_delete=fields.RESTRICT, related_name="steps", db_index=True
    )
    ticket_id: int
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=60)
    text = fields.TextField()

    class Meta:
        table = "ticket_step"


class Opportunity(Model):
    """A sale that may come. `amount` in hundredths of `currency`."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="opportunities", db_index=True
    )
    contact_id: int
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "storage.Account",
        null=True,
        on_delete=fields.RESTRICT,
        related_name="opportunities",
        db_index=True,
    )
    account_id: int | None
    title = fields.CharField(max_length=200)
    stage = fields.CharField(max_length=60, default="")
    """The business's own word for how far it is."""
    outcome = fields.CharField(max_length=4, default="open", db_index=True)
    """open · won · lost"""
    amount = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, default="")
    criteria = fields.TextField(default="")
    competitors = fields.TextField(default="")
    expected_on = fields.DateField(null=True)
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "opportunity"


class ProductRequest(Model):
    """Something that a customer would buy if we had it."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="requests", db_index=True
    )
    contact_id: int
    text = fields.CharField(max_length=250)
    at = fields.DatetimeField()

    class Meta:
        table = "product_request"


class Interaction(Model):
    """A call, mail, chat, meeting or visit; notes, mails of campaigns and orders stand apart."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="interactions"
    )
    contact_id: int
    kind = fields.CharField(max_length=7)
    """call · mail · chat · meeting · visit"""
    inbound = fields.BooleanField(default=False)
    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=60)
    text = fields.TextField(default="")
    next_step = fields.TextField(default="")
    result = fields.CharField(max_length=40, default="", db_default="")
    """What came of a call from the queue: `confirmed` · `later` …; empty where told in words."""

    class Meta:
        table = "interaction"
        indexes = (("contact_id", "at"),)
