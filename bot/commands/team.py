"""The team: inviting by a link that works once, roles, and ending somebody's access."""

from datetime import timedelta

from bot.answers import Answer, Float, Key, Menu, Rows, Show
from bot.asks import Action, Ask, Command
from bot.keyboards import confirm_keys
from bot.wording import lines, paragraphs
from storage import staff
from storage.rules.roles import Deed, Role
from storage.staff import Colleague

LINK_DAYS = 3


async def invite(ask: Ask) -> list[Answer]:
    """Ask as what the newcomer is to come in."""
    if not ask.place.private:
        return ask.tell("chat.in_private")
    keys = tuple(Key(ask.label(f"role.{r.value}"), "invite_as", {"role": r.value}) for r in Role)
    return [Show(ask.say("invite.which"), (keys,))]


async def invite_as(ask: Ask) -> list[Answer]:
    """Make the link."""
    role = Role(str(ask.params["role"]))
    invited = await staff.invite(role, ask.by, ask.by.at + timedelta(days=LINK_DAYS))
    link = ask.house.link(f"i_{invited.token}")
    named = ask.label(f"role.{role.value}")
    text = ask.say("invite.link", role=named, link=link, n=LINK_DAYS)
    return [Show(text, edit=ask.in_place)]


async def team(ask: Ask) -> list[Answer]:
    """Show who is in, with their roles; tap a name to change it."""
    everyone = await staff.active()
    rows = [f"• {_named(ask, colleague)}" for colleague in everyone]
    keys: Rows = tuple((Key(c.name, "member", {"staff": c.id}),) for c in everyone[:30])
    return [Show(paragraphs(ask.say("team.is"), lines(*rows)), keys, edit=ask.in_place)]


async def member(ask: Ask) -> list[Answer]:
    """Offer what can be changed about a colleague."""
    colleague = await staff.by_id(int(ask.params["staff"]))
    if colleague is None:
        return [Float(ask.label("team.gone"), alert=True)]
    here = {"staff": colleague.id}
    roles = tuple(
        Key(ask.label(f"role.{role.value}"), "member_role", {**here, "role": role.value})
        for role in Role
        if role is not colleague.role
    )
    last = (Key(ask.label("key.dismiss"), "dismiss_ask", here), Key("‹", "team", {}))
    return [Show(_named(ask, colleague), (roles, last), edit=ask.in_place)]


async def member_role(ask: Ask) -> list[Answer]:
    """Change a role; nobody changes their own, so that an admin always stays."""
    colleague = await staff.by_id(int(ask.params["staff"]))
    if colleague is None or colleague.id == ask.who.id:
        return [Float(ask.label("team.not_yourself" if colleague else "team.gone"), alert=True)]
    role = Role(str(ask.params["role"]))
    await staff.change(colleague.id, ask.by, role=role)
    menu = Menu(colleague.telegram_id, role.value, colleague.language)
    return [*await team(ask), menu]


async def dismiss_ask(ask: Ask) -> list[Answer]:
    """Ask before ending somebody's access."""
    colleague = await staff.by_id(int(ask.params["staff"]))
    if colleague is None or colleague.id == ask.who.id:
        return [Float(ask.label("team.not_yourself" if colleague else "team.gone"), alert=True)]
    yes = ask.label("key.dismiss")
    keys = confirm_keys(ask, "dismiss", {"staff": colleague.id}, yes)
    return [Show(ask.say("team.dismiss", name=colleague.name), keys, edit=ask.in_place)]


async def dismiss(ask: Ask) -> list[Answer]:
    """End somebody's access at once."""
    await staff.dismiss(int(ask.params["staff"]), ask.by)
    return await team(ask)


def _named(ask: Ask, colleague: Colleague) -> str:
    role = ask.label(f"role.{colleague.role.value}")
    return ask.say("team.member", name=colleague.name, role=role)


COMMANDS = (
    Command({"es": "invitar", "en": "invite", "ru": "invite"}, ("пригласить",), Deed.RULE, invite),
    Command({"es": "equipo", "en": "team", "ru": "team"}, ("команда",), Deed.RULE, team),
)
ACTIONS = (
    Action("invite_as", Deed.RULE, invite_as, once=True),
    Action("team", Deed.RULE, team),
    Action("member", Deed.RULE, member),
    Action("member_role", Deed.RULE, member_role),
    Action("dismiss_ask", Deed.RULE, dismiss_ask),
    Action("dismiss", Deed.RULE, dismiss, once=True),
)
