"""Staff, their invitations, and what the chat needs to take effect exactly once."""

from tortoise import fields
from tortoise.models import Model


class Staff(Model):
    """Somebody who may use the bot. Roles: admin · editor · viewer."""

    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField(unique=True)
    name = fields.CharField(max_length=160)
    role = fields.CharField(max_length=6)
    language = fields.CharField(max_length=2)
    active = fields.BooleanField(default=True)
    digest_hour = fields.IntField(default=8)
    created_at = fields.DatetimeField()

    class Meta:
        table = "staff"


class Invitation(Model):
    """A link that makes one stranger staff, once, until it expires. Only its hash is kept."""

    id = fields.IntField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    role = fields.CharField(max_length=6)
    created_by = fields.CharField(max_length=60)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    used_by_id = fields.IntField(null=True)

    class Meta:
        table = "invitation"


class ChatUpdate(Model):
    """An update, stored with its effect. `answer` is what to say; `answered_at`: when it was."""

    id = fields.IntField(primary_key=True)
    update_id = fields.BigIntField(unique=True)
    at = fields.DatetimeField()
    staff_id = fields.IntField(null=True)
    answer = fields.JSONField[list[dict[str, object]]](default=list)
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "chat_update"


class ChatButton(Model):
    """What a button means: callback data carries only its token."""

    token = fields.CharField(max_length=24, primary_key=True)
    action = fields.CharField(max_length=40)
    params = fields.JSONField[dict[str, object]](default=dict)
    staff_id = fields.IntField(null=True)
    """Bound to who asked, where set."""
    expires_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "chat_button"


class ChatCard(Model):
    """Which contact a message in a chat shows: replying to it adds a note."""

    id = fields.IntField(primary_key=True)
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()
    contact_id = fields.IntField()

    class Meta:
        table = "chat_card"
        unique_together = (("chat_id", "message_id"),)


class ChatQuestion(Model):
    """What the bot asked this person in this chat and waits to be told, one at a time."""

    id = fields.IntField(primary_key=True)
    chat_id = fields.BigIntField()
    staff_id = fields.IntField()
    action = fields.CharField(max_length=40)
    params = fields.JSONField[dict[str, object]](default=dict)
    asked_at = fields.DatetimeField()

    class Meta:
        table = "chat_question"
        unique_together = (("chat_id", "staff_id"),)
