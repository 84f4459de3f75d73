"""Campaign runs: how they stand, and an admin's approve, pause and resume.

Approving and resuming send mail: they show how many and ask, bound to who asked and expiring.
What is asked is checked against today's state again when the answer comes.
"""

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.keyboards import confirm_keys, undo_key
from bot.wording import Html, lines, paragraphs
from storage import access, campaigns, cards, run_cards, settling
from storage.campaigns import Moved, NotMoved
from storage.rules.roles import Deed, Granted, may
from storage.run_cards import RunCard
from storage.settling import Left, NotLeft

_COUNTS = (
    *("sent", "confirmed", "corrected", "unsubscribed", "bounced_hard", "bounced_soft"),
    *("complaints", "auto_replies", "to_review", "to_call", "silent", "stale"),
    *("queued", "deferred", "refused", "uncertain"),
)
_GROWTH = 2
"""By how much the limit that stopped a run is raised, where an admin chooses to."""


async def campaign(ask: Ask) -> list[Answer]:
    """Show the latest run."""
    latest = await run_cards.latest(1)
    if not latest:
        return ask.tell("campaign.none")
    return await _show(ask, latest[0])


async def campaign_show(ask: Ask) -> list[Answer]:
    """Show a run in place, as it stands by now."""
    latest = await run_cards.latest(1)
    run_id = ask.params.get("run") or next(iter(latest), None)
    return await _show(ask, int(run_id)) if run_id else ask.tell("campaign.none")


async def approve_ask(ask: Ask) -> list[Answer]:
    """Show what approving would send, and ask."""
    run = await run_cards.run_card(_run(ask), ask.by.at)
    if run is None or run.state != "planned" or not run.ready:
        return await _late(ask, "still_planning" if run and not run.ready else "not_planned")
    text = ask.say("campaign.approve", n=run.to_send, skipped=run.audience - run.to_send)
    yes = ask.label("key.approve")
    return [Show(text, confirm_keys(ask, "run_approve", {"run": run.id}, yes), edit=ask.in_place)]


async def approve(ask: Ask) -> list[Answer]:
    """Start the run with its pilot wave."""
    return await _moved(ask, await campaigns.approve(_run(ask), ask.by))


async def pause(ask: Ask) -> list[Answer]:
    """Stop sending at once: no question first, because it harms nobody."""
    return await _moved(ask, await campaigns.pause(_run(ask), "by_hand", ask.by))


async def resume_ask(ask: Ask) -> list[Answer]:
    """Show what resuming would send and why it stopped, and ask."""
    run = await run_cards.run_card(_run(ask), ask.by.at)
    if run is None or run.state != "paused":
        return await _late(ask, "not_paused")
    why = ask.view.code("pause", run.pause_reason)
    text = ask.say("campaign.resume", n=run.counts["queued"], reason=why)
    params = {"run": run.id, **_higher(run)}
    raised = [ask.say("campaign.raise", limit=f"{v:.1%}") for k, v in params.items() if k != "run"]
    keys = confirm_keys(ask, "run_resume", params, ask.label("key.resume"))
    return [Show(lines(text, *raised), keys, edit=ask.in_place)]


async def resume(ask: Ask) -> list[Answer]:
    """Go on, with the limits that were shown."""
    limits = {k: float(ask.params[k]) for k in ("hard_limit", "complaint_limit") if k in ask.params}
    return await _moved(ask, await campaigns.resume(_run(ask), ask.by, **limits))


async def doubtful_next(ask: Ask) -> list[Answer]:
    """Show the next mail of which nobody knows whether it went out."""
    waiting = await run_cards.doubtful()
    after = int(ask.params.get("after", 0))
    one = next((mail for mail in waiting if mail.delivery_id > after), next(iter(waiting), None))
    if one is None:
        return [Show(ask.say("doubtful.none"), edit=ask.in_place)]
    await access.log("card", ask.by, contact_id=one.contact_id, query="doubtful")
    card = await cards.card(one.contact_id, ask.by.at)
    name = name_of(card, ask.view) if card else ""
    text = ask.say("doubtful.one", name=name, address=ask.view.email(one.address), n=len(waiting))
    here = {"delivery": one.delivery_id}
    keys = (
        (
            Key(ask.label("key.send_again"), "doubtful_again", here),
            Key(ask.label("key.leave"), "doubtful_leave", here),
        ),
        (Key(ask.label("key.next"), "doubtful_next", {"after": one.delivery_id}),),
    )
    return [Show(text, keys, edit=ask.in_place)]


async def doubtful_again(ask: Ask) -> list[Answer]:
    """Send it again: it may come twice, and an admin has said so."""
    return await _doubt_decided(ask, await settling.send_again(_delivery(ask), ask.by), "again")


async def doubtful_leave(ask: Ask) -> list[Answer]:
    """Let it be."""
    return await _doubt_decided(ask, await settling.leave(_delivery(ask), ask.by), "left")


async def _doubt_decided(ask: Ask, result: Left | NotLeft, what: str) -> list[Answer]:
    if isinstance(result, NotLeft):
        return [Float(ask.label("doubtful.decided"), alert=True)]
    on = Key(ask.label("key.next"), "doubtful_next", {"after": _delivery(ask)})
    keys = ((undo_key(ask, result.event_id), on),)
    return [Show(ask.say(f"doubtful.{what}"), keys, edit=ask.in_place)]


async def _show(ask: Ask, run_id: int) -> list[Answer]:
    run = await run_cards.run_card(run_id, ask.by.at)
    if run is None:
        return ask.tell("campaign.none")
    return [Show(_text(ask, run), _keys(ask, run), edit=ask.in_place)]


def _text(ask: Ask, run: RunCard) -> Html:
    state = ask.view.code("run", run.state)
    head = ask.say("campaign.head", occurrence=run.occurrence, state=state)
    why = ask.view.code("pause", run.pause_reason) if run.state == "paused" else Html("")
    plan = ask.say("campaign.plan", audience=run.audience, n=run.to_send)
    skipped = (f"• {ask.view.code('skipped', r)}: {n}" for r, n in run.skipped.items())
    counts = (
        f"{ask.view.code('count', c)}: <b>{run.counts[c]}</b>" for c in _COUNTS if run.counts[c]
    )
    return paragraphs(lines(head, why), lines(plan, *skipped), lines(*counts))


def _keys(ask: Ask, run: RunCard) -> Rows:
    here = {"run": run.id}
    again = Key(ask.label("key.refresh"), "campaign_show", here)
    if not isinstance(may(ask.who.role, Deed.RULE), Granted):
        return ((again,),)
    act = {
        "planned": Key(ask.label("key.approve"), "run_approve_ask", here),
        "sending": Key(ask.label("key.pause"), "run_pause", here),
        "paused": Key(ask.label("key.resume"), "run_resume_ask", here),
    }.get(run.state)
    doubt = (
        (Key(ask.label("key.doubtful"), "doubtful_next", {}),) if run.counts["uncertain"] else ()
    )
    return ((act, again), doubt) if act else ((again,), doubt)


def _higher(run: RunCard) -> dict[str, float]:
    """Return the raised limit where the run stopped at one: else it would stop again at once."""
    if run.pause_reason == "hard_bounces":
        return {"hard_limit": run.hard_limit * _GROWTH}
    if run.pause_reason == "complaints":
        return {"complaint_limit": run.complaint_limit * _GROWTH}
    return {}


async def _moved(ask: Ask, result: Moved | NotMoved) -> list[Answer]:
    if isinstance(result, NotMoved):
        return await _late(ask, result.reason)
    return await _show(ask, result.run_id)


async def _late(ask: Ask, reason: str) -> list[Answer]:
    return [Float(ask.view.label(f"campaign.{reason}"), alert=True), *await _show(ask, _run(ask))]


def _delivery(ask: Ask) -> int:
    return int(ask.params["delivery"])


def _run(ask: Ask) -> int:
    return int(ask.params["run"])


COMMANDS = (
    Command(
        {"es": "campana", "en": "campaign", "ru": "campaign"},
        ("кампания", "рассылка"),
        Deed.LOOK,
        campaign,
    ),
)
ACTIONS = (
    Action("campaign_show", Deed.LOOK, campaign_show),
    Action("run_approve_ask", Deed.RULE, approve_ask),
    Action("run_approve", Deed.RULE, approve, once=True),
    Action("run_pause", Deed.RULE, pause),
    Action("run_resume_ask", Deed.RULE, resume_ask),
    Action("run_resume", Deed.RULE, resume, once=True),
    Action("doubtful_next", Deed.RULE, doubtful_next),
    Action("doubtful_again", Deed.RULE, doubtful_again),
    Action("doubtful_leave", Deed.RULE, doubtful_leave),
)
