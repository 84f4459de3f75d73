"""What is known around a contact: relations, preferences, other values, likeness, sign-ups."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.people import Contact


class Relation(Model):
    """What one contact is to another: `referral` reads "contact brought other"."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="relations", db_index=True
    )
    contact_id: int
    other: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="related_by", db_index=True
    )
    other_id: int
    kind = fields.CharField(max_length=9)
    """household · referral · family · colleague"""
    at = fields.DatetimeField()

    class Meta:
        table = "relation"
        unique_together = (("contact", "other", "kind"),)


class Preference(Model):
    """What a contact likes or wants: a product, a service, an interest."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="preferences"
    )
    contact_id: int
    kind = fields.CharField(max_length=8)
    """product · service · interest"""
    value = fields.CharField(max_length=120)
    value_key = fields.CharField(max_length=120, db_index=True)
    at = fields.DatetimeField()

    class Meta:
        table = "preference"
        unique_together = (("contact", "kind", "value_key"),)


class OtherValue(Model):
    """A value that lost against a newer or more trusted one: kept, with where it came from."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="other_values", db_index=True
    )
    contact_id: int
    field = fields.CharField(max_length=40)
    value = fields.TextField()
    source = fields.CharField(max_length=60)
    """Who said it: `import:3`, `contact:12`, `staff:1`, `merge:9` …"""
    at = fields.DatetimeField()
    why = fields.CharField(max_length=40)
    """Why it lost: `less_trusted`, `older`, `merged` …"""

    class Meta:
        table = "other_value"


class DuplicatePair(Model):
    """Two contacts that may be one person; `a_id` is the smaller id. `apart` is remembered."""

    id = fields.IntField(primary_key=True)
    a: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="pairs_as_a", db_index=True
    )
    a_id: int
    b: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="pairs_as_b", db_index=True
    )
    b_id: int
    score = fields.FloatField()
    verdict = fields.CharField(max_length=5)
    """same · maybe"""
    why = fields.JSONField[list[dict[str, object]]](default=list)
    """Codes with parameters, without personal values."""
    state = fields.CharField(max_length=6, default="open", db_index=True)
    """open · merged · apart · gone"""
    found_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=60, default="")

    class Meta:
        table = "duplicate_pair"
        unique_together = (("a", "b"),)


class SignUp(Model):
    """Somebody who asked to be written to, until the mail to that address was answered."""

    id = fields.IntField(primary_key=True)
    address = fields.CharField(max_length=320)
    normal = fields.CharField(max_length=320, db_index=True)
    values = fields.JSONField[dict[str, str]](default=dict)
    """Fields of `storage.values.record.FIELDS` as the form sent them."""
    interests = fields.JSONField[list[str]](default=list)
    purposes = fields.JSONField[list[str]](default=list)
    wording = fields.TextField()
    """What the form said above its button, word for word."""
    language = fields.CharField(max_length=2)
    referring_site = fields.CharField(max_length=250, default="")
    device = fields.CharField(max_length=120, default="")
    state = fields.CharField(max_length=9, default="pending", db_index=True)
    """pending · confirmed · expired"""
    asked_at = fields.DatetimeField()
    mailed_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact",
        null=True,
        on_delete=fields.RESTRICT,
        related_name="sign_ups",
        db_index=True,
    )
    contact_id: int | None

    class Meta:
        table = "sign_up"
