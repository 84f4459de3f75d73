"""The PostgreSQL that the tests start is real, and each test's database is its own."""

import asyncio

import asyncpg
import pytest

from tests.servers.postgres import Postgres


def _dsn(url: str) -> str:
    return url.replace("asyncpg://", "postgresql://")


async def test_a_fresh_database_answers_and_is_empty(postgres_url: str) -> None:
    connection = await asyncpg.connect(_dsn(postgres_url))
    tables = await connection.fetchval(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    )
    await connection.close()
    assert tables == 0


def test_a_template_is_filled_once_and_copied(postgres: Postgres) -> None:
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        asyncio.run(_create_table(url))

    for _ in range(2):
        name = postgres.fresh(postgres.template("of_this_test", fill))
        assert postgres.execute("SELECT n FROM numbers", name) == "7"
        postgres.drop(name)
    assert len(filled) == 1


async def _create_table(url: str) -> None:
    connection = await asyncpg.connect(_dsn(url))
    await connection.execute("CREATE TABLE numbers AS SELECT 7 AS n")
    await connection.close()


async def test_a_database_is_dropped_even_with_connections_left_open(postgres: Postgres) -> None:
    name = postgres.fresh()
    connection = await asyncpg.connect(_dsn(postgres.url(name)))
    postgres.drop(name)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await connection.fetchval("SELECT 1")


def test_the_server_knows_spanish_and_russian_text(postgres: Postgres) -> None:
    name = postgres.fresh()
    assert postgres.execute("SELECT lower('ÑANDÚ ЁЖ')", name) == "ñandú ёж"
    assert postgres.execute("CREATE EXTENSION pg_trgm; SELECT 'ok'", name) == "ok"
    postgres.drop(name)
