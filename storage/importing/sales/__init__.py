"""Importing orders, payments and tickets: rows that belong to customers who are known already.

`columns.py` says what a column is, `reading.py` what a row says, `customers.py` whose it is,
`orders.py`, `payments.py` and `tickets.py` what it changes; the walk through the file is that of
every import.
"""

from storage.importing.sales.verb import KINDS, columns_of, import_sales, sales_table

__all__ = ["KINDS", "columns_of", "import_sales", "sales_table"]
