"""The local Bot API on its socket: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any, Final

from aiohttp import web

from aldia.sandbox.bot_api import account, messages, talk
from aldia.sandbox.bot_api.chats import Chat, ChatType, Ears
from aldia.sandbox.bot_api.errors import Refusal, not_found, unauthorized
from aldia.sandbox.bot_api.files import DOWNLOAD_LIMIT
from aldia.sandbox.bot_api.floods import FloodGate, FloodLimits
from aldia.sandbox.bot_api.groups import Group
from aldia.sandbox.bot_api.parameters import UPLOAD_LIMIT, Parameters, read_parameters
from aldia.sandbox.bot_api.people import Person
from aldia.sandbox.bot_api.values import User
from aldia.sandbox.bot_api.webhook import feed_webhook
from aldia.sandbox.bot_api.world import Call, CallbackQuery, Clock, Fault, World

Method = Callable[[World, Parameters], Any | Awaitable[Any]]

TOKEN: Final = "100000001:local-sandbox-token"  # noqa: S105 - opens nothing outside this process
_ALL: Final[Mapping[str, Method]] = {**account.METHODS, **messages.METHODS, **talk.METHODS}
_METHODS: Final = {name.lower(): method for name, method in _ALL.items()}
_ANY: Final = "*"


@dataclass(slots=True, eq=False)
class BotApi:
    """A running local Bot API: where it is, and the people who use it."""

    world: World
    host: str
    port: int = 0

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as `base_url`; the token is appended to it."""
        return f"http://{self.host}:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as `base_file_url`."""
        return f"http://{self.host}:{self.port}/file/bot"

    @property
    def token(self) -> str:
        """The only token that is let in."""
        return self.world.token

    def person(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        started: bool = False,
    ) -> Person:
        """A new person. `started`: has written before, so that the bot may write first."""
        user = User(user_id, first_name, last_name, username, language_code)
        ears = self.world.ears.setdefault(user_id, Ears())
        chat = Chat(user_id, "private", owner=user, started=started)
        chat.seat(user, ears)
        self.world.users[user_id] = user
        self.world.chats[user_id] = chat
        return Person(self.world, user, chat, ears)

    def group(
        self,
        chat_id: int,
        title: str,
        *people: Person,
        kind: ChatType = "supergroup",
        forum: bool = False,
    ) -> Group:
        """A new group with the bot and these people in it; the first is its creator."""
        chat = Chat(chat_id, kind, title, is_forum=forum)
        for number, person in enumerate(people):
            chat.seat(person.user, person.ears, "member" if number else "creator")
        self.world.chats[chat_id] = chat
        return Group(self.world, chat)

    def fail(self, refusal: Refusal, *, method: str = _ANY, chat_id: int | None = None) -> None:
        """Answer the next matching call with this; each is used once, in the order given."""
        self.world.faults.append(Fault(method.lower(), chat_id, refusal))

    def lose_reply(self, *, method: str, chat_id: int | None = None) -> None:
        """Do the next matching call and hang up without a word, as a failing network does."""
        self.world.faults.append(Fault(method.lower(), chat_id, None))

    def unanswered(self) -> list[CallbackQuery]:
        """Taps for which somebody's screen still shows the waiting mark."""
        return [tap for tap in self.world.taps.values() if not tap.answered]

    def calls(self, method: str) -> list[Call]:
        """The calls of one method so far, refused ones included."""
        return [call for call in self.world.calls if call.method == method]


@asynccontextmanager
async def bot_api(
    *,
    token: str = TOKEN,
    username: str = "aldia_sandbox_bot",
    clock: Clock = lambda: datetime.now(UTC),
    flood_limits: FloodLimits | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
) -> AsyncIterator[BotApi]:
    """Run a local Bot API until the context ends. `clock` gives the aware time of each message.

    Without `flood_limits` the bot may speak as fast as it likes.
    Raises OSError when the port is taken.
    """
    me = User(int(token.partition(":")[0]), "Aldía", username=username, is_bot=True)
    world = World(token, me, clock, flood=FloodGate(flood_limits))
    running = BotApi(world, host)
    runner = web.AppRunner(_application(world), access_log=None, shutdown_timeout=1)
    await runner.setup()
    feeder = asyncio.ensure_future(feed_webhook(world))
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        running.port = runner.addresses[0][1]
        yield running
    finally:
        feeder.cancel()
        await asyncio.gather(feeder, return_exceptions=True)
        world.updates.close()
        await runner.cleanup()


def _application(world: World) -> web.Application:
    async def call(request: web.Request) -> web.StreamResponse:
        return await _answer(world, request)

    async def download(request: web.Request) -> web.StreamResponse:
        return _file(world, request)

    application = web.Application(client_max_size=UPLOAD_LIMIT + 1024 * 1024)
    application.router.add_route("*", "/bot{token:[^/]+}/{method}", call)
    application.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)
    return application


async def _answer(world: World, request: web.Request) -> web.StreamResponse:
    name = request.match_info["method"]
    parameters = Parameters({})
    fault: Fault | None = None
    try:
        if request.match_info["token"] != world.token:
            raise unauthorized()
        parameters = await read_parameters(request)
        fault = _take_fault(world, name, parameters)
        if fault and fault.refusal:
            raise fault.refusal
        result = await _perform(world, name, parameters)
    except Refusal as refusal:
        _note(world, name, parameters, refusal)
        return web.json_response(refusal.as_json(), status=refusal.code)
    _note(world, name, parameters, None)
    if fault and request.transport:
        request.transport.abort()
    return web.json_response({"ok": True, "result": result})


async def _perform(world: World, name: str, parameters: Parameters) -> Any:
    method = _METHODS.get(name.lower())
    if method is None:
        raise not_found()
    chat_id = parameters.number("chat_id", 0)
    world.flood.pass_through(name, chat_id, asyncio.get_running_loop().time())
    result = method(world, parameters)
    return await result if isawaitable(result) else result


def _take_fault(world: World, name: str, parameters: Parameters) -> Fault | None:
    chat_id = str(parameters.values.get("chat_id", ""))
    for fault in world.faults:
        here = fault.chat_id is None or str(fault.chat_id) == chat_id
        if here and fault.method in (_ANY, name.lower()):
            world.faults.remove(fault)
            return fault
    return None


def _note(world: World, name: str, parameters: Parameters, refusal: Refusal | None) -> None:
    world.calls.append(Call(name, dict(parameters.values), refusal, world.clock()))


def _file(world: World, request: web.Request) -> web.StreamResponse:
    kept = world.files.by_path.get(request.match_info["path"])
    if request.match_info["token"] != world.token:
        return web.json_response(unauthorized().as_json(), status=401)
    if kept is None or len(kept.upload.data) > DOWNLOAD_LIMIT:
        return web.json_response(not_found().as_json(), status=404)
    return web.Response(body=kept.upload.data, content_type="application/octet-stream")
