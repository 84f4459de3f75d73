"""A town of invented customers, made by the database itself: a million take a minute or two.

Every number of people is spread the same way: fifty first names, some 4,000 pairs of surnames,
twelve towns, an order a head. Nothing is random, so that two runs search the same people.
"""

from tortoise import Tortoise

from storage.values.folding import fold

FIRST_NAMES = (
    "Ana José Carmen Antonio María Manuel Lucía Javier Paula Daniel Marta Carlos Elena Miguel "
    "Sara Pablo Laura Sergio Irene Jorge Rosa Luis Pilar Ángel Nuria Iván Teresa Óscar Alicia "
    "Raúl Begoña Íñigo Núria Jordi Olga Hugo Silvia Adrián Eva Rubén Rocío Andrés Inés Víctor "
    "Julia Marcos Lola Félix Amparo Ramón"
)
NAMES = tuple(FIRST_NAMES.split())
TOWNS = (
    *("Valencia", "Madrid", "Sevilla", "Zaragoza", "Málaga", "Murcia", "Bilbao", "Alicante"),
    *("Córdoba", "Valladolid", "Vigo", "Gijón"),
)
SURNAMES = tuple(
    f"{head}{tail}"
    for head in ("Gar", "Lop", "Mar", "San", "Per", "Gon", "Rod", "Fer", "Alv", "Mor", "Nav", "Cas")
    for tail in ("cía", "ez", "tín", "ero", "alba", "ondo", "ueta", "illa", "arro", "ines", "uel")
)
_COUNTED = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) ",
    "postgres": "WITH c(n) AS (SELECT generate_series(1, {count})) ",
}
_WORDS = (
    ("town_first", [(name, fold(name)) for name in NAMES]),
    ("town_last", [(name, fold(name)) for name in SURNAMES]),
    ("town_place", [(name, fold(name)) for name in TOWNS]),
)
_CONTACT = """
INSERT INTO contact (id, external_id, first_name, last_name, first_key, last_key, name_key,
  search_text, sex, birth_date, birthday, honorific, job_title, company, company_key, language,
  greeting, source, territory, owner, custom, silent_runs, created_at, updated_at)
{counted}
SELECT c.n, 'K' || c.n, f.word, a.word || ' ' || b.word, f.folded, a.folded || ' ' || b.folded,
  f.folded || ' ' || a.folded || ' ' || b.folded,
  f.folded || ' ' || a.folded || ' ' || b.folded || ' k' || c.n || '@example.org ' || p.folded
    || ' +346' || (10000000 + c.n),
  CASE WHEN c.n % 2 = 0 THEN 'female' ELSE 'male' END,
  (1940 + c.n % 65) || '-' || m.mm || '-' || m.dd, m.mm || '-' || m.dd,
  '', '', '', '', 'es', '', '', '', '', '{{}}', 0, '{now}', '{now}'
FROM c
JOIN town_first f ON f.i = c.n % {firsts}
JOIN town_last a ON a.i = (c.n / 7) % {lasts}
JOIN town_last b ON b.i = (c.n / 31) % {lasts}
JOIN town_place p ON p.i = (c.n / 3) % {places}
JOIN (SELECT i AS k, SUBSTR('0' || (1 + i), -2) AS mm, '15' AS dd FROM town_place) m
  ON m.k = c.n % 12
"""
_CHILDREN = (
    """INSERT INTO email_address (contact_id, address, normal, "primary", standing, soft_bounces,
  full_runs) SELECT id, 'k' || id || '@example.org', 'k' || id || '@example.org', {yes},
  'deliverable', 0, 0 FROM contact""",
    """INSERT INTO phone (contact_id, as_typed, e164, label, "primary")
  SELECT id, '6' || (10000000 + id), '+346' || (10000000 + id), 'mobile', {yes} FROM contact""",
    """INSERT INTO postal_address (contact_id, kind, street, city, city_key, province,
  province_key, postcode, country)
  SELECT c.id, 'home', 'Calle Mayor ' || (c.id % 90), p.word, p.folded, '', '',
  '' || (10000 + c.id % 40000), 'ES'
  FROM contact c JOIN town_place p ON p.i = (c.id / 3) % {places}""",
    """INSERT INTO customer_order (contact_id, kind, state, ordered_on, amount, discount, currency,
  channel, promotion, method, text, custom, created_at)
  SELECT id, 'sale', 'delivered', '2026-' || SUBSTR('0' || (1 + id % 6), -2) || '-1' || (id % 10),
  (id % 997) * 100, 0, 'EUR', '', '', '', '', '{{}}', '{now}' FROM contact""",
    """INSERT INTO contact_tag (contact_id, name, name_key)
  SELECT id, 'vip', 'vip' FROM contact WHERE id % 50 = 0""",
)


async def settle(count: int, now: str) -> None:
    """Fill the open, empty database with `count` customers; `now` is ISO 8601 UTC."""
    client = Tortoise.get_connection("default")
    sqlite = client.capabilities.dialect == "sqlite"
    for table, words in _WORDS:
        await client.execute_script(f"CREATE TABLE {table} (i INT, word TEXT, folded TEXT)")
        marks = "(?, ?, ?)" if sqlite else "($1, $2, $3)"
        rows = [[i, *pair] for i, pair in enumerate(words)]
        await client.execute_many(f"INSERT INTO {table} VALUES {marks}", rows)  # noqa: S608 - ours
    names = {
        "now": now,
        "yes": "1" if sqlite else "true",
        "firsts": len(NAMES),
        "lasts": len(SURNAMES),
        "places": len(TOWNS),
        "counted": _COUNTED["sqlite" if sqlite else "postgres"].format(count=count),
    }
    for statement in (_CONTACT, *_CHILDREN):
        filled = statement.format(**names)
        await client.execute_query(filled if sqlite else _for_postgres(filled))
    for table, _ in _WORDS:
        await client.execute_script(f"DROP TABLE {table}")
    await client.execute_script("ANALYZE")


def _for_postgres(statement: str) -> str:
    """PostgreSQL counts from the right with RIGHT, and wants its dates named."""
    return (
        statement.replace("SUBSTR(", "RIGHT(")
        .replace(", -2)", ", 2)")
        .replace("'2026-' || RIGHT('0' || (1 + id % 6), 2) || '-1' || (id % 10)",
                 "('2026-' || RIGHT('0' || (1 + id % 6), 2) || '-1' || (id % 10))::date")
    )  # fmt: skip
