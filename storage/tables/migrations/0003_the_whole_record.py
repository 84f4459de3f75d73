"""The rest of the record. Written by `tortoise makemigrations`, descriptions left out."""

from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("storage", "0002_append_only")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                ("kind", fields.CharField(default="company", max_length=12)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(db_index=True, max_length=200)),
                ("tax_id", fields.CharField(default="", db_index=True, max_length=40)),
                ("industry", fields.CharField(default="", max_length=120)),
                ("industry_code", fields.CharField(default="", max_length=20)),
                ("size", fields.IntField(null=True)),
                ("website", fields.CharField(default="", max_length=250)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "storage.Account",
                        source_field="parent_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="parts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "custom",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "account", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "storage.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="people",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="affiliations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(default="member", max_length=14)),
                ("best", fields.BooleanField(default=False)),
                ("since", fields.DateField(null=True)),
                ("until", fields.DateField(null=True)),
            ],
            options={
                "table": "affiliation",
                "app": "storage",
                "unique_together": (("account", "contact", "role"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DuplicatePair",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "a",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="a_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="pairs_as_a",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "b",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="b_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="pairs_as_b",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("score", fields.FloatField()),
                ("verdict", fields.CharField(max_length=5)),
                (
                    "why",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("state", fields.CharField(default="open", db_index=True, max_length=6)),
                ("found_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(default="", max_length=60)),
            ],
            options={
                "table": "duplicate_pair",
                "app": "storage",
                "unique_together": (("a", "b"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("headers_digest", fields.CharField(unique=True, max_length=64)),
                (
                    "headers",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "mapping",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("decided_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(default="", max_length=60)),
            ],
            options={"table": "import_mapping", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Interaction",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="interactions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=7)),
                ("inbound", fields.BooleanField(default=False)),
                ("at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ("actor", fields.CharField(max_length=60)),
                ("text", fields.TextField(default="", unique=False)),
                ("next_step", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "interaction",
                "app": "storage",
                "indexes": [Index(fields=["contact_id", "at"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Opportunity",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="opportunities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "storage.Account",
                        source_field="account_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="opportunities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("stage", fields.CharField(default="", max_length=60)),
                ("outcome", fields.CharField(default="open", db_index=True, max_length=4)),
                ("amount", fields.BigIntField(null=True)),
                ("currency", fields.CharField(default="", max_length=3)),
                ("criteria", fields.TextField(default="", unique=False)),
                ("competitors", fields.TextField(default="", unique=False)),
                ("expected_on", fields.DateField(null=True)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "opportunity", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "storage.Account",
                        source_field="account_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(default="sale", max_length=8)),
                ("state", fields.CharField(default="ordered", max_length=9)),
                ("ordered_on", fields.DateField(db_index=True)),
                ("amount", fields.BigIntField()),
                ("discount", fields.BigIntField(default=0)),
                ("currency", fields.CharField(max_length=3)),
                ("channel", fields.CharField(default="", max_length=40)),
                ("promotion", fields.CharField(default="", max_length=120)),
                ("method", fields.CharField(default="", max_length=40)),
                ("text", fields.TextField(default="", unique=False)),
                (
                    "custom",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "customer_order",
                "app": "storage",
                "indexes": [Index(fields=["contact_id", "ordered_on"])],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OtherValue",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="other_values",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("field", fields.CharField(max_length=40)),
                ("value", fields.TextField(unique=False)),
                ("source", fields.CharField(max_length=60)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("why", fields.CharField(max_length=40)),
            ],
            options={"table": "other_value", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="payments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "storage.Order",
                        source_field="order_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="payments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("paid_on", fields.DateField(db_index=True)),
                ("amount", fields.BigIntField()),
                ("currency", fields.CharField(max_length=3)),
                ("method", fields.CharField(default="", max_length=40)),
                ("text", fields.TextField(default="", unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "payment", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="preferences",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=8)),
                ("value", fields.CharField(max_length=120)),
                ("value_key", fields.CharField(db_index=True, max_length=120)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "preference",
                "app": "storage",
                "unique_together": (("contact", "kind", "value_key"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(db_index=True, max_length=200)),
                ("type", fields.CharField(default="product", max_length=8)),
                ("category", fields.CharField(default="", max_length=120)),
                ("price", fields.BigIntField(null=True)),
                ("currency", fields.CharField(default="", max_length=3)),
                ("active", fields.BooleanField(default=True)),
            ],
            options={"table": "product", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "storage.Order",
                        source_field="order_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "storage.Product",
                        source_field="product_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.CharField(default="", max_length=200)),
                ("text_key", fields.CharField(default="", db_index=True, max_length=200)),
                ("quantity", fields.BigIntField(default=1000)),
                ("unit_price", fields.BigIntField(null=True)),
                ("amount", fields.BigIntField(null=True)),
            ],
            options={"table": "order_line", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ProductRequest",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.CharField(max_length=250)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "product_request", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="relations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="other_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="related_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=9)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "relation",
                "app": "storage",
                "unique_together": (("contact", "other", "kind"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="services",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "product",
                    fields.ForeignKeyField(
                        "storage.Product",
                        source_field="product_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="services",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since", fields.DateField(null=True)),
                ("until", fields.DateField(null=True)),
                ("reference", fields.CharField(default="", max_length=120)),
            ],
            options={"table": "service", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("address", fields.CharField(max_length=320)),
                ("normal", fields.CharField(db_index=True, max_length=320)),
                (
                    "values",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "interests",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "purposes",
                    fields.JSONField(
                        default=list,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("wording", fields.TextField(unique=False)),
                ("language", fields.CharField(max_length=2)),
                ("referring_site", fields.CharField(default="", max_length=250)),
                ("device", fields.CharField(default="", max_length=120)),
                ("state", fields.CharField(default="pending", db_index=True, max_length=9)),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("mailed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "confirmed_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sign_ups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={"table": "sign_up", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=120)),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "storage.Contact",
                        source_field="contact_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="tickets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(default="incident", max_length=9)),
                ("state", fields.CharField(default="open", db_index=True, max_length=11)),
                ("subject", fields.CharField(max_length=200)),
                ("text", fields.TextField(default="", unique=False)),
                ("priority", fields.CharField(default="normal", max_length=6)),
                ("assigned_to", fields.CharField(default="", max_length=60)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "responded_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "escalated_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "resolved_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("resolution", fields.TextField(default="", unique=False)),
                ("satisfaction", fields.IntField(null=True)),
                ("order_id", fields.IntField(null=True)),
                ("inbox_id", fields.IntField(null=True)),
                (
                    "custom",
                    fields.JSONField(
                        default=dict,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
            ],
            options={"table": "ticket", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TicketStep",
            fields=[
                (
                    "id",
                    fields.IntField(generated=True, primary_key=True, unique=True, db_index=True),
                ),
                (
                    "ticket",
                    fields.ForeignKeyField(
                        "storage.Ticket",
                        source_field="ticket_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("actor", fields.CharField(max_length=60)),
                ("text", fields.TextField(unique=False)),
            ],
            options={"table": "ticket_step", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Contact",
            name="customer_since",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Contact",
            name="device",
            field=fields.CharField(default="", db_default="", max_length=120),
        ),
        ops.AddField(
            model_name="Contact",
            name="first_key",
            field=fields.CharField(default="", db_index=True, db_default="", max_length=120),
        ),
        ops.AddField(
            model_name="Contact",
            name="last_key",
            field=fields.CharField(default="", db_index=True, db_default="", max_length=160),
        ),
        ops.AddField(
            model_name="Contact",
            name="referring_site",
            field=fields.CharField(default="", db_default="", max_length=250),
        ),
        ops.AddField(
            model_name="Contact",
            name="sources",
            field=fields.JSONField(
                default=dict,
                db_default={},
                encoder=functools.partial(dumps, separators=(",", ":")),
                decoder=loads,
            ),
        ),
        ops.AddField(
            model_name="Contact",
            name="stage",
            field=fields.CharField(default="", db_default="", max_length=60),
        ),
    ]
