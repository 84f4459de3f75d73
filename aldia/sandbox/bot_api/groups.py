"""Groups, supergroups and forums as the people in them make, change and leave them."""

from dataclasses import dataclass

from aldia.sandbox.bot_api.chats import Chat, Message, Standing
from aldia.sandbox.bot_api.membership import report_bot_standing
from aldia.sandbox.bot_api.people import Person
from aldia.sandbox.bot_api.values import Content, Json
from aldia.sandbox.bot_api.world import World


@dataclass(slots=True, eq=False)
class Group:
    """A group that the bot is in. `chat` is where people speak; it changes when it is upgraded."""

    world: World
    chat: Chat

    async def joins(self, person: Person, standing: Standing = "member") -> None:
        """Let somebody in."""
        self.chat.seat(person.user, person.ears, standing)
        self._service(person, {"new_chat_members": [person.user.as_json()]})

    async def leaves(self, person: Person) -> None:
        """Let somebody go."""
        self._service(person, {"left_chat_member": person.user.as_json()})
        for of_members in (self.chat.members, self.chat.ears, self.chat.standing):
            of_members.pop(person.user.id)

    async def makes_topic(self, by: Person, name: str) -> int:
        """Open a topic of a forum and return the id by which messages are put into it."""
        colour: Json = {"name": name, "icon_color": 7322096}
        return self._service(by, {"forum_topic_created": colour}).id

    async def sets_bot(self, by: Person, standing: Standing) -> None:
        """Make the bot an administrator or a plain member, remove it, or let it back in."""
        before, self.chat.bot = self.chat.bot, standing
        report_bot_standing(self.world, self.chat, by.user, before)

    async def upgrades(self, by: Person, new_id: int) -> Chat:
        """Turn a group into a supergroup with a new id; the old id answers with the new one."""
        old = self.chat
        new = Chat(new_id, "supergroup", old.title, bot=old.bot)
        for user_id, user in old.members.items():
            new.seat(user, old.ears[user_id], old.standing[user_id])
        self.world.chats[new_id] = new
        self._service(by, {"migrate_to_chat_id": new_id})
        old.migrated_to = new_id
        self.chat = new
        self._service(by, {"migrate_from_chat_id": old.id})
        return new

    def _service(self, by: Person, what: Json) -> Message:
        number = self.world.next_message_id(self.chat)
        now = self.world.clock()
        message = Message(self.chat, number, by.user, now, Content(service=what))
        self.world.post(message)
        if self.chat.bot not in ("left", "kicked"):
            self.world.updates.add("message", message.as_json())
        return message
