"""What is kept: the tables, their migrations and the one module that owns transactions.

Only `storage` itself imports these models for writing; other rooms call the verbs beside this
folder. Columns that end in `_key` hold folded text (case, accents, ё) to search and compare by.
All times are UTC with offset. Deleting a contact does not happen: it is merged, retired or erased.
"""

MODELS = (
    "storage.tables.people",
    "storage.tables.consent",
    "storage.tables.events",
    "storage.tables.campaigns",
    "storage.tables.inbox",
    "storage.tables.work",
    "storage.tables.staff",
    "storage.tables.imports",
    "storage.tables.clock",
    "storage.tables.accounts",
    "storage.tables.sales",
    "storage.tables.service",
    "storage.tables.knowing",
)
