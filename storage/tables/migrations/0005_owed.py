"""Whether the payment of an order is followed: a file that says nothing of it makes no debts."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Orders whose payment is followed."""

    dependencies = [("storage", "0004_searching")]
    operations = [
        ops.AddField(
            model_name="Order",
            name="owed",
            field=fields.BooleanField(default=False, db_default=False),
        )
    ]
