"""Imports: the file, how far it got, and each row as it came."""

from tortoise import fields
from tortoise.models import Model


class ImportFile(Model):
    """One file under one set of options. `rows_done` lets a killed import go on."""

    id = fields.IntField(primary_key=True)
    digest = fields.CharField(max_length=64, db_index=True)
    """SHA-256 over the bytes and the options."""
    name = fields.CharField(max_length=250)
    kind = fields.CharField(max_length=12)
    options = fields.JSONField[dict[str, object]](default=dict)
    state = fields.CharField(max_length=8)
    """reading · done · reverted"""
    rows_done = fields.IntField(default=0)
    counts = fields.JSONField[dict[str, int]](default=dict)
    started_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "import_file"


class KeptRow(Model):
    """A row of an imported file that created or changed a contact: the source of its values."""

    id = fields.IntField(primary_key=True)
    import_id = fields.IntField(db_index=True)
    row_number = fields.IntField()
    digest = fields.CharField(max_length=64, db_index=True)
    """Keyed hash of the row's cells: the same row said again says nothing new."""
    cells = fields.JSONField[dict[str, object]](default=dict)
    outcome = fields.CharField(max_length=9)
    contact_id = fields.IntField(null=True, db_index=True)
    event_id = fields.IntField(null=True)

    class Meta:
        table = "kept_row"
        unique_together = (("import_id", "row_number"),)


class ImportMapping(Model):
    """What the owner said the columns of a layout mean: asked once, remembered."""

    id = fields.IntField(primary_key=True)
    headers_digest = fields.CharField(max_length=64, unique=True)
    """SHA-256 over the folded headers in their order."""
    headers = fields.JSONField[list[str]](default=list)
    mapping = fields.JSONField[dict[str, str]](default=dict)
    """Header → field, `custom` or `-` (left out)."""
    decided_at = fields.DatetimeField()
    decided_by = fields.CharField(max_length=60, default="")

    class Meta:
        table = "import_mapping"
