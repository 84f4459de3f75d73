"""What the last forecast said of each contact, for queries."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Forecasts."""

    dependencies = [("storage", "0005_owed")]
    operations = [
        ops.CreateModel(
            name="Forecast",
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
                        unique=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="forecasts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("expected_on", fields.DateField(null=True, db_index=True)),
                ("risk", fields.FloatField(null=True)),
                ("computed_on", fields.DateField()),
            ],
            options={"table": "forecast", "app": "storage", "pk_attr": "id"},
            bases=["Model"],
        )
    ]
