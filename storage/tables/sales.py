"""What customers bought, gave, paid and have running.

Amounts are whole hundredths of the currency (ISO 4217) that stands beside them: sums and
comparisons are exact and the same on both databases.
"""

from tortoise import fields
from tortoise.models import Model

from storage.tables.accounts import Account
from storage.tables.people import Contact


class Product(Model):
    """Something that is sold: `type` is `product`, `service` or `donation`."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=200, db_index=True)
    type = fields.CharField(max_length=8, default="product")
    category = fields.CharField(max_length=120, default="")
    price = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, default="")
    active = fields.BooleanField(default=True)

    class Meta:
        table = "product"


class Order(Model):
    """An order, or a donation. `amount` is its total, after discount, taxes included.

    The business day is kept, not the hour: that is what spreadsheets hold and staff ask about.
    """

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="orders"
    )
    contact_id: int
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "storage.Account",
        null=True,
        on_delete=fields.RESTRICT,
        related_name="orders",
        db_index=True,
    )
    account_id: int | None
    kind = fields.CharField(max_length=8, default="sale")
    """sale · donation"""
    state = fields.CharField(max_length=9, default="ordered")
    """ordered · confirmed · sent · delivered · returned · cancelled"""
    ordered_on = fields.DateField(db_index=True)
    amount = fields.BigIntField()
    discount = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    channel = fields.CharField(max_length=40, default="")
    """Where it was placed: `shop`, `web`, `phone`, or the business's own word."""
    promotion = fields.CharField(max_length=120, default="")
    method = fields.CharField(max_length=40, default="")
    """How it is to be paid."""
    owed = fields.BooleanField(default=False, db_default=False)
    """Its payment is followed: what was not paid of it is owed."""
    text = fields.TextField(default="")
    custom = fields.JSONField[dict[str, object]](default=dict)
    created_at = fields.DatetimeField()

    class Meta:
        table = "customer_order"  # "order" is a word of SQL
        indexes = (("contact_id", "ordered_on"),)


class OrderLine(Model):
    """One line of an order; `quantity` is in thousandths, so that 1.5 kg is exact."""

    id = fields.IntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "storage.Order", on_delete=fields.RESTRICT, related_name="lines", db_index=True
    )
    order_id: int
    product: fields.ForeignKeyNullableRelation[Product] = fields.ForeignKeyField(
        "storage.Product", null=True, on_delete=fields.RESTRICT, related_name="lines", db_index=True
    )
    product_id: int | None
    text = fields.CharField(max_length=200, default="")
    text_key = fields.CharField(max_length=200, default="", db_index=True)
    quantity = fields.BigIntField(default=1000)
    unit_price = fields.BigIntField(null=True)
    amount = fields.BigIntField(null=True)

    class Meta:
        table = "order_line"


class Payment(Model):
    """Money that came in, or went back (a negative amount)."""

    id = fields.IntField(primary_key=True)
    external_id = fields.CharField(max_length=120, null=True, unique=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="payments", db_index=True
    )
    contact_id: int
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "storage.Order",
        null=True,
        on_delete=fields.RESTRICT,
        related_name="payments",
        db_index=True,
    )
    order_id: int | None
    paid_on = fields.DateField(db_index=True)
    amount = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    method = fields.CharField(max_length=40, default="")
    text = fields.TextField(default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "payment"


class Service(Model):
    """A product or service that a contact has running: a contract, a subscription, a warranty."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="services", db_index=True
    )
    contact_id: int
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField(
        "storage.Product", on_delete=fields.RESTRICT, related_name="services", db_index=True
    )
    product_id: int
    since = fields.DateField(null=True)
    until = fields.DateField(null=True)
    reference = fields.CharField(max_length=120, default="")

    class Meta:
        table = "service"


class Forecast(Model):
    """What the last forecast said of a contact, for queries: a job writes it anew each night."""

    id = fields.IntField(primary_key=True)
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField(
        "storage.Contact", on_delete=fields.RESTRICT, related_name="forecasts", unique=True
    )
    contact_id: int
    expected_on = fields.DateField(null=True, db_index=True)
    risk = fields.FloatField(null=True)
    """The probability of no order in the 90 days after `computed_on`."""
    computed_on = fields.DateField()

    class Meta:
        table = "forecast"
