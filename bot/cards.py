"""A contact's card in words: who, how to reach them, how things stand, what was learnt.

Pure: from `storage.cards.Card` and a `View` to HTML. In a group everything personal is masked
and the notes are left out.
"""

from bot.around import around_text
from bot.dealings import dealings_text
from bot.wording import Html, View, escape, lines, paragraphs
from storage.cards import Card, Home, Line, Mail, Number, Row, ToDo
from storage.values import phones

_NOTE_LENGTH = 200


def card_text(card: Card, view: View, names: dict[str, str]) -> Html:
    """Return the whole card; `names` are those of the colleagues by actor."""
    return paragraphs(
        _head(card, view),
        _reach(card, view),
        _standing(card, view),
        dealings_text(card.dealings, view, names),
        around_text(card.around, view),
        _tasks(card, view),
        "" if view.masked else _notes(card, view, names),
        _events(card, view, names),
    )


def actors_on(card: Card) -> list[str]:
    """Return the actors whose names the card shows."""
    touch = (card.dealings.touch.actor,) if card.dealings.touch else ()
    tickets = (ticket.assigned_to for ticket in card.dealings.tickets)
    return [*(line.actor for line in (*card.notes, *card.events)), *touch, *tickets]


def name_of(card: Card | Row, view: View) -> Html:
    """Return the contact's name, or the company where there is none."""
    return view.name(card.first_name, card.last_name, card.company)


def row_text(number: int, row: Row, view: View) -> Html:
    """Return one numbered line of a list."""
    beside = [part for part in (row.company, row.city) if part and part != name_of(row, view)]
    if view.masked:
        beside = [row.city] if row.city else []
    about = f" · {escape(' · '.join(beside))}" if beside else ""
    return Html(f"{number}. <b>{name_of(row, view)}</b>{about}")


def change_text(field: str, old: str, new: str, view: View) -> Html:
    """Return what a field was and is to be, each in its normal form; nothing of it in a group."""
    named = view.code("field", field)
    if view.masked:
        return Html(f"{named}: •••")
    was, now = (_value(field, value, view) for value in (old, new))
    struck = f"<s>{was}</s> → " if old else ""
    return Html(
        f"{named}: {struck}{f'<code>{now}</code>' if new else view.speak('review.cleared')}"
    )


def _value(field: str, value: str, view: View) -> Html:
    phone = field in ("phone", "mobile") and value.startswith("+")
    return escape(phones.display(value, view.country) if phone else value)


def task_text(task: ToDo, view: View) -> Html:
    """Return what has to be done and why, with when it is due."""
    words = Html("•••") if view.masked else escape(task.text)
    what = words if task.text else _reason(task, view)
    kind = view.code("task.kind", task.kind)
    due = f" · {view.moment(task.due_at)}" if task.due_at else ""
    return Html(f"{kind}: {what}{due}")


def _reason(task: ToDo, view: View) -> Html:
    if view.masked:
        return view.code("task.reason", task.reason, address="•••")
    params = {"address": "", **{k: str(v) for k, v in task.params.items()}}
    return view.code("task.reason", task.reason, **params)


def _head(card: Card, view: View) -> Html:
    name = f"<b>{name_of(card, view)}</b>"
    if card.honorific and not view.masked:
        name = f"{escape(card.honorific)} {name}"
    work = " · ".join(part for part in (card.company, card.job_title) if part)
    tags = " ".join(f"#{tag.replace(' ', '_')}" for tag in card.tags)
    if view.masked:
        return Html(name)
    return lines(name, escape(work), _birthday(card, view), escape(tags))


def _birthday(card: Card, view: View) -> Html:
    return Html(f"🎂 {view.born(card.birth_date)}") if card.birth_date else Html("")


def _reach(card: Card, view: View) -> Html:
    parts = [
        *(_number(number, view) for number in card.numbers),
        *(_mail(mail, view) for mail in card.mails),
        *(() if view.masked else (_home(home) for home in card.homes)),
    ]
    return lines(*parts) if any(parts) else view.speak("card.no_way")


def _number(number: Number, view: View) -> Html:
    label = view.code("phone.label", number.label)
    return Html(f"☎️ {view.phone(number.e164, number.as_typed)} {label}")


def _mail(mail: Mail, view: View) -> Html:
    standing = view.code("address", mail.standing)
    if mail.suppressed:
        standing = view.code("suppressed", mail.suppressed)
    mark = {"deliverable": "✅", "undeliverable": "❌"}.get(mail.standing, "✉️")
    return Html(f"{'🚫' if mail.suppressed else mark} {view.email(mail.address)} {standing}")


def _home(home: Home) -> Html:
    place = " ".join(part for part in (home.postcode, home.city) if part)
    parts = [part for part in (home.street, place, home.province) if part]
    if home.province == home.city and home.province:
        parts.remove(home.province)
    return Html(f"🏠 {escape(', '.join(parts))}") if parts else Html("")


def _standing(card: Card, view: View) -> Html:
    held = view.speak("card.held") if card.held else Html("")
    proposals = view.speak("card.proposals", n=card.proposals) if card.proposals else Html("")
    return lines(_fresh(card, view), _consent(card, view), held, proposals)


def _fresh(card: Card, view: View) -> Html:
    if card.since is None:
        return view.speak(f"fresh.{card.freshness.value}.never")
    return view.speak(f"fresh.{card.freshness.value}", day=view.day(card.since))


def _consent(card: Card, view: View) -> Html:
    standing = card.subscription["updates"]
    if standing == "granted" and card.basis is not None:
        basis, day = card.basis
        word = view.code("basis", basis or "stated")
        return view.speak("consent.granted_since", basis=word, day=view.day(day))
    return view.code("consent", standing)


def _tasks(card: Card, view: View) -> Html:
    if not card.tasks:
        return Html("")
    return lines(view.speak("card.tasks"), *(f"• {task_text(t, view)}" for t in card.tasks))


def _notes(card: Card, view: View, names: dict[str, str]) -> Html:
    if not card.notes:
        return Html("")
    head = view.speak("card.notes", n=card.note_count)
    return lines(head, *(f"• {note_text(note, view, names)}" for note in card.notes))


def note_text(note: Line, view: View, names: dict[str, str]) -> Html:
    """Return a note with its day and its author; a long one is cut."""
    text = note.what if len(note.what) <= _NOTE_LENGTH else note.what[: _NOTE_LENGTH - 1] + "…"
    who = names.get(note.actor, "")
    signed = f"{view.day(note.at)}, {who}" if who else view.day(note.at)
    return Html(f"{escape(text)} <i>({escape(signed)})</i>")


def _events(card: Card, view: View, names: dict[str, str]) -> Html:
    if not card.events:
        return Html("")
    shown = (f"• {event_text(event, view, names)}" for event in card.events)
    return lines(view.speak("card.events"), *shown)


def event_text(event: Line, view: View, names: dict[str, str]) -> Html:
    """Return what happened, when and by whom."""
    who = actor_text(event.actor, view, names)
    return Html(f"{view.day(event.at)}: {view.code('event', event.what)} <i>({who})</i>")


def actor_text(actor: str, view: View, names: dict[str, str]) -> Html:
    """Return who did something: a colleague by name, others by what they are."""
    kind = actor.partition(":")[0]
    return escape(names[actor]) if actor in names else view.code("actor", kind)
