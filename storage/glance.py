"""What there is of a contact at all: one small statement, so that a card asks no empty table.

Most customers have no ticket, no hold and no task; asking each table for them took most of the
time in which a colleague waits for a card.
"""

from tortoise.connection import get_connections

from storage.tables.transactions import dialect

TABLES = (
    *("hold", "contact_tag", "email_address", "phone", "postal_address", "task", "proposal"),
    *("note", "customer_order", "ticket", "interaction", "delivery", "inbox_message"),
    *("opportunity", "service", "preference", "product_request", "relation"),
)
"""Those whose `contact_id` is indexed; a relation is known to both of its ends."""


async def present(contact_id: int) -> frozenset[str]:
    """Return the tables of TABLES that have a row of this contact."""
    mark = "?1" if dialect() == "sqlite" else "$1::int"
    asked = ", ".join(
        f"EXISTS (SELECT 1 FROM {name} WHERE contact_id = {mark}{other}) AS {name}"  # noqa: S608 - ours
        for name in TABLES
        for other in (f" OR other_id = {mark}" if name == "relation" else "",)
    )
    sql = f"SELECT {asked}"
    (row,) = await get_connections().get("default").execute_query_dict(sql, [contact_id])
    return frozenset(name for name in TABLES if row[name])
