"""Contacts and the ways to reach them."""

from tortoise import fields
from tortoise.models import Model


class Contact(Model):
    """One person. `birth_date` is ISO 8601: `1980-03-12`, or `--03-12` without its year."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    first_name = fields.CharField(max_length=120, default="")
    last_name = fields.CharField(max_length=160, default="")
    honorific = fields.CharField(max_length=40, default="")
    sex = fields.CharField(max_length=6, null=True)
    birth_date = fields.CharField(max_length=10, null=True)
    birthday = fields.CharField(max_length=5, null=True, db_index=True)
    """`MM-DD` of birth_date, so that birthdays can be found without the year."""
    job_title = fields.CharField(max_length=160, default="")
    company = fields.CharField(max_length=200, default="")
    language = fields.CharField(max_length=2, default="")
    channel = fields.CharField(max_length=8, null=True)
    greeting = fields.CharField(max_length=160, default="")
    source = fields.CharField(max_length=160, default="")
    territory = fields.CharField(max_length=120, default="")
    owner = fields.CharField(max_length=160, default="")
    """Who looks after this contact, as the business names them."""
    stage = fields.CharField(max_length=60, default="", db_default="")
    """How far the business says it is with this contact: `lead`, `customer`, its own word."""
    customer_since = fields.DateField(null=True)
    referring_site = fields.CharField(max_length=250, default="", db_default="")
    device = fields.CharField(max_length=120, default="", db_default="")
    custom = fields.JSONField[dict[str, object]](default=dict)
    sources = fields.JSONField[dict[str, list[str]]](default=dict, db_default={})
    """Field → [who said it, ISO 8601 UTC]; a field that is missing came with the contact."""

    name_key = fields.CharField(max_length=300, default="", db_index=True)
    first_key = fields.CharField(max_length=120, default="", db_default="", db_index=True)
    last_key = fields.CharField(max_length=160, default="", db_default="", db_index=True)
    company_key = fields.CharField(max_length=200, default="", db_index=True)
    search_text = fields.TextField(default="")
    """Folded names, company, e-mails, cities, digits of phones: what a bare word looks in."""

    confirmed_at = fields.DatetimeField(null=True)
    asked_at = fields.DatetimeField(null=True)
    reminded_at = fields.DatetimeField(null=True)
    stale_since = fields.DatetimeField(null=True)
    silent_runs = fields.IntField(default=0)
    retired_at = fields.DatetimeField(null=True)
    erased_at = fields.DatetimeField(null=True)

    merged_into: fields.ForeignKeyNullableRelation["Contact"] = fields.ForeignKeyField(
        "storage.Contact",
        null=True,
        on_delete=fields.RESTRICT,
        related_name="merged",
        db_index=True,
    )
    merged_into_id: int | None
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    emails: fields.ReverseRelation["EmailAddress"]
    phones: fields.ReverseRelation["Phone"]
    addresses: fields.ReverseRelation["PostalAddress"]
    tags: fields.ReverseRelation["ContactTag"]

    class Meta:
        table = "contact"


class EmailAddress(Model):
    """An address of a contact. `normal` (trimmed, lower case, IDNA) is its identity for mailing.

    It is empty where what was typed cannot be an address: kept to be asked about, never mailed.
    """

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="emails"
    )
    contact_id: int
    address = fields.CharField(max_length=320)
    normal = fields.CharField(max_length=320, db_index=True)
    primary = fields.BooleanField(default=False)
    standing = fields.CharField(max_length=14, default="unverified", db_index=True)
    soft_bounces = fields.IntField(default=0)
    full_runs = fields.IntField(default=0)
    """Consecutive runs in which the mailbox was full: two make a call task."""
    full_run_id = fields.IntField(null=True)
    """The run that full_runs counted last."""
    consent_of_id = fields.IntField(null=True)
    """The contact whose consent covers it, set where it came by a merge; null: whoever has it."""

    class Meta:
        table = "email_address"
        unique_together = (("contact", "normal"),)


class Phone(Model):
    """A phone as typed, and in E.164 where it could be understood."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="phones", db_index=True
    )
    contact_id: int
    as_typed = fields.CharField(max_length=80)
    e164 = fields.CharField(max_length=16, null=True, db_index=True)
    label = fields.CharField(max_length=8, default="other")
    primary = fields.BooleanField(default=False)

    class Meta:
        table = "phone"


class PostalAddress(Model):
    """A postal address; country is ISO 3166-1 alpha-2."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="addresses", db_index=True
    )
    contact_id: int
    kind = fields.CharField(max_length=8, default="home")
    street = fields.CharField(max_length=250, default="")
    city = fields.CharField(max_length=120, default="")
    city_key = fields.CharField(max_length=120, default="", db_index=True)
    province = fields.CharField(max_length=120, default="")
    province_key = fields.CharField(max_length=120, default="", db_index=True)
    postcode = fields.CharField(max_length=16, default="", db_index=True)
    country = fields.CharField(max_length=2, default="")
    primary = fields.BooleanField(default=False, db_default=False)
    """The one to show and write to, where there are several; else the lowest id."""

    class Meta:
        table = "postal_address"


class ContactTag(Model):
    """A word that staff put on a contact."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="tags"
    )
    contact_id: int
    name = fields.CharField(max_length=60)
    name_key = fields.CharField(max_length=60, db_index=True)

    class Meta:
        table = "contact_tag"
        unique_together = (("contact", "name_key"),)


class CustomField(Model):
    """A field that the owner declared; its values live in `Contact.custom` under `name`."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=60, unique=True)
    type = fields.CharField(max_length=8)
    """text · number · date · yes_no · choice"""
    choices = fields.JSONField[list[str]](default=list)
    in_mail = fields.BooleanField(default=False)

    class Meta:
        table = "custom_field"


class Segment(Model):
    """A saved query: live, never a list."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=60)
    name_key = fields.CharField(max_length=60, unique=True)
    query = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "segment"
