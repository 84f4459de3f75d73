"""The dealings with a customer in words: orders, tickets, what happened when. Pure."""

from typing import Protocol

from bot.wording import Html, View, escape, lines, paragraphs
from storage.dealings import Dealings, OpenTicket, Step, WholeTicket
from storage.interactions import Entry
from storage.orders import PIECE
from storage.spending import Bought


class Counted(Protocol):
    """A line of an order: `quantity` is in thousandths."""

    @property
    def text(self) -> str:
        """What was bought."""

    @property
    def quantity(self) -> int:
        """How much of it."""


_TEXT = 120
_WORDS = 600
_STEPS = 8
_PLAIN_STATES = frozenset({"ordered"})


def dealings_text(dealings: Dealings, view: View, names: dict[str, str]) -> Html:
    """Return the last touch, the last orders and the open tickets, each where there is one."""
    return lines(
        _touch(dealings.touch, view, names),
        _orders(dealings, view),
        *(ticket_text(ticket, view, names) for ticket in dealings.tickets),
    )


def order_text(bought: Bought, view: View) -> Html:
    """Return an order as one line: its day, what it comes to, what was bought."""
    order = bought.order
    amount = view.money(order.amount, order.currency)
    state = "" if order.state in _PLAIN_STATES else view.code("order.state", order.state)
    what = ", ".join(line_text(line) for line in bought.lines) or order.text
    parts = [part for part in (amount, escape(what[:_TEXT]), state) if part]
    return Html(f"{view.day(order.ordered_on)}: {' · '.join(parts)}")


def line_text(line: Counted) -> str:
    """Return `3 × coffee`, without the number where it is one."""
    if line.quantity == PIECE:
        return line.text
    whole, rest = divmod(line.quantity, PIECE)
    count = f"{whole}" if not rest else f"{line.quantity / PIECE:g}"
    return f"{count} × {line.text}".strip(" ×")


def ticket_text(ticket: OpenTicket, view: View, names: dict[str, str]) -> Html:
    """Return an open ticket: what it is about, since when, who has it."""
    who = names.get(ticket.assigned_to, "")
    since = view.day(ticket.opened_at)
    about = f"{since}, {who}" if who else since
    subject = "•••" if view.masked else ticket.subject
    return Html(f"🎫 {escape(subject)} <i>({escape(about)})</i>")


def whole_ticket_text(ticket: WholeTicket, view: View, names: dict[str, str]) -> Html:
    """Return a ticket with what the customer said, what was done, and how it was."""
    said = "" if view.masked or ticket.text.strip() == ticket.brief.subject else ticket.text
    steps = () if view.masked else ticket.steps[-_STEPS:]
    done = (Html(f"• {_step_text(step, view, names)}") for step in steps)
    waited = ticket.waited
    return paragraphs(
        ticket_text(ticket.brief, view, names),
        escape(said.strip()[:_WORDS]),
        lines(*done, "" if view.masked else escape(ticket.resolution[:_WORDS])),
        lines(
            view.speak("ticket.waited", time=view.span(waited)) if waited is not None else "",
            view.speak("ticket.rated", n=ticket.satisfaction) if ticket.satisfaction else "",
        ),
    )


def _step_text(step: Step, view: View, names: dict[str, str]) -> Html:
    who = names.get(step.actor, "")
    signed = f" <i>({escape(who)})</i>" if who else ""
    return Html(f"{view.day(step.at)}: {escape(step.text[:_WORDS])}{signed}")


def entry_text(entry: Entry, view: View, names: dict[str, str]) -> Html:
    """Return one line of the timeline: when, what kind, whose words, by whom."""
    amount = view.money(entry.amount, entry.currency) if entry.amount is not None else ""
    code = _code(entry, view)
    said = escape(entry.text[:1000]) if entry.text and not view.masked else ""
    told = " · ".join(part for part in (amount, code, said) if part)
    who = names.get(entry.actor, "")
    signed = f" <i>({escape(who)})</i>" if who else ""
    head = f"{view.day(entry.at)}: {view.speak(f'entry.{entry.kind}')}"
    return Html(f"{head}{': ' if told else ''}{told}{signed}")


def _code(entry: Entry, view: View) -> str:
    if not entry.code or entry.kind in {"mail_sent", "mail_received", "payment"}:
        return ""
    prefix = {"order": "order.state", "ticket": "ticket.state", "called": "called"}
    if entry.kind == "order" and entry.code in _PLAIN_STATES:
        return ""
    return view.code(prefix.get(entry.kind, "outcome"), entry.code)


def _touch(touch: Entry | None, view: View, names: dict[str, str]) -> Html:
    if touch is None:
        return Html("")
    who = names.get(touch.actor, "")
    what = view.label(f"entry.{touch.kind}")
    return view.speak("card.touch", day=view.day(touch.at), what=f"{what}, {who}" if who else what)


def _orders(dealings: Dealings, view: View) -> Html:
    if not dealings.orders:
        return Html("")
    sums = (
        view.speak("card.orders", n=one.orders, total=view.money(one.amount, one.currency))
        for one in dealings.totals
    )
    owed = (
        view.speak("card.owed", amount=view.money(amount, currency))
        for currency, amount in dealings.owed
        if amount > 0
    )
    last = () if view.masked else (Html(f"• {order_text(one, view)}") for one in dealings.orders)
    return lines(*sums, *last, *owed)
