"""The one module that owns transactions.

A verb that writes is decorated with `@transaction`: it runs in a transaction of its own, or joins
the one it was called from. The outermost runs as a shielded task, because a task that is cancelled
while it enters or leaves a transaction leaves SQLite locked for good: the caller's cancellation is
passed on only after the transaction has ended. Nothing inside may wait for a network.
"""

import functools
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from tortoise.connection import get_connections
from tortoise.models import Model
from tortoise.transactions import in_transaction

from storage.tables.finishing import finished

P = ParamSpec("P")
T = TypeVar("T")

Hook = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Frame:
    hooks: list[Hook] = field(default_factory=list)
    reserved: dict[str, int] = field(default_factory=dict)


_frame: ContextVar[_Frame | None] = ContextVar("aldia_transaction", default=None)


def transaction(
    verb: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run `verb` whole or not at all; nested verbs join."""

    @functools.wraps(verb)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        if _frame.get() is not None:
            return await verb(*args, **kwargs)
        return await finished(_run(functools.partial(verb, *args, **kwargs)))

    return whole


def before_commit(hook: Hook) -> None:
    """Call `hook` last, just before the commit: if it raises, nothing was changed.

    Raises RuntimeError outside a transaction.
    """
    _current().hooks.append(hook)


def inside() -> bool:
    """Tell whether the caller runs inside a transaction."""
    return _frame.get() is not None


def outside_context() -> Context:
    """Return a context without this task's transaction, to start long-lived tasks in."""
    context = copy_context()
    context.run(_frame.set, None)
    return context


async def _run(verb: Callable[[], Coroutine[Any, Any, T]]) -> T:
    frame = _Frame()
    token = _frame.set(frame)
    try:
        async with in_transaction():
            result = await verb()
            for hook in frame.hooks:
                await hook()
            return result
    finally:
        _frame.reset(token)


async def reserve_ids(model: type[Model], count: int) -> range:
    """Set aside `count` ids of `model`, so that rows can name each other before they are written.

    Raises RuntimeError outside a transaction: only there no other writer can take the same ids.
    """
    frame = _current()
    table = model._meta.db_table
    if dialect() == "sqlite":
        # BEGIN IMMEDIATE made us the only writer, so counting on from the highest id is safe.
        top = frame.reserved.get(table)
        if top is None:
            rows = await _query("SELECT seq AS top FROM sqlite_sequence WHERE name = ?", [table])
            top = int(rows[0]["top"]) if rows else 0
        highest = await model.all().order_by("-id").first().values_list("id", flat=True)
        first = max(top, int(str(highest or 0))) + 1
        frame.reserved[table] = first + count - 1
        return range(first, first + count)
    rows = await _query(
        "SELECT setval(s, nextval(s) + $2 - 1) AS last FROM pg_get_serial_sequence($1, 'id') AS s",
        [table, count],
    )
    last = int(rows[0]["last"])
    return range(last - count + 1, last + 1)


async def _query(sql: str, values: list[Any]) -> list[dict[str, Any]]:
    return await get_connections().get("default").execute_query_dict(sql, values)


def _current() -> _Frame:
    frame = _frame.get()
    if frame is None:
        raise RuntimeError("this belongs inside a transaction")
    return frame


def dialect() -> str:
    """Return `sqlite` or `postgres`."""
    return get_connections().get("default").capabilities.dialect
