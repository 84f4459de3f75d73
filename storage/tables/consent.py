"""Why we may write to somebody, and why we may not. Consent records are only ever appended."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.people import Contact


class ConsentRecord(Model):
    """One act of consent: who, when, which wording, by what (GDPR 7). Standing is derived."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="consents", db_index=True
    )
    contact_id: int
    purpose = fields.CharField(max_length=10)
    channel = fields.CharField(max_length=8)
    act = fields.CharField(max_length=10)
    """granted · requested · withdrawn · complained"""
    basis = fields.CharField(max_length=10, default="")
    """consent · contract; empty for a refusal"""
    wording = fields.TextField(default="")
    evidence = fields.TextField(default="")
    stated_on = fields.DatetimeField()
    """When the customer did it; `at` is when we wrote it down."""
    at = fields.DatetimeField()
    event_id = fields.IntField(db_index=True)

    class Meta:
        table = "consent_record"


class Suppression(Model):
    """An address that must never be written to, whoever holds it; survives erasure as a hash."""

    id = fields.IntField(primary_key=True)
    address_hash = fields.CharField(max_length=64, db_index=True)
    address = fields.CharField(max_length=320, null=True)
    contact_id = fields.IntField(null=True, db_index=True)
    reason = fields.CharField(max_length=20)
    """unsubscribed · complained · objected · erased · manual"""
    at = fields.DatetimeField()
    event_id = fields.IntField()
    lifted_at = fields.DatetimeField(null=True)
    lifted_event_id = fields.IntField(null=True)

    class Meta:
        table = "suppression"


class Hold(Model):
    """All mail to a contact waits until a person has looked; a hold changes no data."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="holds", db_index=True
    )
    contact_id: int
    reason = fields.CharField(max_length=40)
    at = fields.DatetimeField()
    event_id = fields.IntField()
    released_at = fields.DatetimeField(null=True)
    released_event_id = fields.IntField(null=True)

    class Meta:
        table = "hold"
