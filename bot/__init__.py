"""The chat that staff see: a Telegram bot.

The way of an update, top to bottom: `polling` fetches it, `application` gives it its effect and
keeps the answer in one transaction, `routes` finds its handler (`commands/`), `gate` has let the
sender in before that, `delivery` says the answer. An update is confirmed to Telegram only after
that transaction; an answer that is still owed then is said later.
"""
