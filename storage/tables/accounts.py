"""Companies and associations, and who is who there."""

from tortoise import fields
from tortoise.models import Model

from storage.tables.people import Contact


class Account(Model):
    """A company, an association or a public body. `size` is its number of staff."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    kind = fields.CharField(max_length=12, default="company")
    """company · association · public"""
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=200, db_index=True)
    tax_id = fields.CharField(max_length=40, default="", db_index=True)
    """As the business writes it, upper case, without spaces, dots and dashes."""
    industry = fields.CharField(max_length=120, default="")
    industry_code = fields.CharField(max_length=20, default="")
    """NACE, CNAE, SIC or NAICS, as its source gives it."""
    size = fields.IntField(null=True)
    website = fields.CharField(max_length=250, default="")
    parent: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "storage.Account", null=True, on_delete=fields.RESTRICT, related_name="parts", db_index=True
    )
    parent_id: int | None
    custom = fields.JSONField[dict[str, object]](default=dict)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "account"


class Affiliation(Model):
    """What a contact is to an account. `best`: whom to speak to first there."""

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "storage.Account", on_delete=fields.RESTRICT, related_name="people", db_index=True
    )
    account_id: int
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="affiliations", db_index=True
    )
    contact_id: int
    role = fields.CharField(max_length=14, default="member")
    """member · decision_maker · influencer · user · billing"""
    best = fields.BooleanField(default=False)
    since = fields.DateField(null=True)
    until = fields.DateField(null=True)

    class Meta:
        table = "affiliation"
        unique_together = (("account", "contact", "role"),)
