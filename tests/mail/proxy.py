"""A network that fails as a test wants it to: between a client and a real server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Literal

Fate = Literal["pass", "cut", "hang"]
Judge = Callable[[int, bytes], Fate]
"""Asked for each piece from the server: how many bytes passed on this connection, and the piece."""


class Proxy:
    """Passes bytes on until its judge says otherwise; `port` is where clients connect."""

    def __init__(self, host: str, port: int, judge: Judge) -> None:
        self.port = 0
        self.connections = 0
        self._host, self._server_port, self._judge = host, port, judge
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        self.connections += 1
        theirs, to_server = await asyncio.open_connection(self._host, self._server_port)
        up = asyncio.create_task(_copy(reader, to_server))
        self._tasks.add(up)
        up.add_done_callback(self._tasks.discard)
        passed = 0
        try:
            while data := await theirs.read(4096):
                fate = self._judge(passed, data)
                if fate == "cut":
                    writer.write(data[: len(data) // 2])
                    break
                if fate == "hang":
                    await reader.read()
                    break
                passed += len(data)
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            up.cancel()
            for end in (writer, to_server):
                end.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def failing(host: str, port: int, judge: Judge) -> AsyncIterator[Proxy]:
    """Run a proxy before the server until the context ends."""
    proxy = Proxy(host, port, judge)
    listening = await asyncio.start_server(proxy.accept, host, 0)
    proxy.port = listening.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listening.close()
