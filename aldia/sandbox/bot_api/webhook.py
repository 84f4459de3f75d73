"""Updates pushed to the bot's own web address, for bots that do not poll.

Follows https://core.telegram.org/bots/api#setwebhook: one update a request, in order, again until
a 2xx answer. Not imitated: methods called in the answer.
"""

import asyncio
from typing import Final

import aiohttp

from aldia.sandbox.bot_api.world import World

_PROOF_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_PAUSE_SECONDS: Final = 0.5
_FOREVER: Final = 3600.0


async def feed_webhook(world: World) -> None:
    """Push what waits while a webhook is set; runs until cancelled."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        while True:
            await world.bell.until(lambda: bool(world.webhook["url"]), _FOREVER)
            await world.updates.bell.until(lambda: _has_work(world), _FOREVER)
            if _has_work(world) and not await _push(world, session):
                await asyncio.sleep(_PAUSE_SECONDS)


def _has_work(world: World) -> bool:
    return bool(world.webhook["url"] and world.updates.waiting)


async def _push(world: World, session: aiohttp.ClientSession) -> bool:
    update, hook = world.updates.waiting[0], world.webhook
    headers = {_PROOF_HEADER: hook["secret_token"]} if hook["secret_token"] else {}
    try:
        async with session.post(hook["url"], json=update, headers=headers) as answer:
            why = "" if answer.ok else f"Wrong response from the webhook: {answer.status}"
    except (aiohttp.ClientError, TimeoutError) as error:
        why = f"Connection failed: {error}"
    if why:
        now = int(world.clock().timestamp())
        hook |= {"last_error_date": now, "last_error_message": why}
        return False
    world.updates.confirm(update["update_id"] + 1)
    return True
