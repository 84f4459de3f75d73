"""Importing a table of customers: which row is whom, what it changes, and what stands for what.

`verb.py` walks the file, `batch.py` writes a batch, `matching.py` says which row is whom,
`creating.py`, `updating.py` and `consents.py` what it changes.
"""

from storage.importing.noticing import Noticed
from storage.importing.options import Counts, ImportOptions
from storage.importing.verb import Imported, import_contacts

__all__ = ["Counts", "ImportOptions", "Imported", "Noticed", "import_contacts"]
