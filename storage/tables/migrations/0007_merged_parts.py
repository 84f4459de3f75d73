"""Which consent covers an address that came by a merge, the first of several postal addresses,
and what came of a call from the queue."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Columns for merging and calling."""

    dependencies = [("storage", "0006_forecast")]
    operations = [
        ops.AddField(
            model_name="EmailAddress",
            name="consent_of_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="PostalAddress",
            name="primary",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Interaction",
            name="result",
            field=fields.CharField(max_length=40, default="", db_default=""),
        ),
    ]
