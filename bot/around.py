"""What is known around a customer, in words: sales that may come, what runs, whom they know."""

from bot.wording import Html, View, escape, lines
from storage.knowing import Around, Known, Prospect, Runs

_FEW = 3
_WORDS = 600


def around_text(around: Around, view: View, few: int = _FEW) -> Html:
    """Return each where there is one, the newest last; in a group nothing of it."""
    if view.masked:
        return Html("")
    return lines(
        *(prospect_text(one, view) for one in around.prospects[-few:]),
        *(service_text(one, view) for one in around.services[-few:]),
        *(tie_text(one, view) for one in around.ties[-few:]),
        _listed("around.likes", around.likes, view),
        _listed("around.wishes", around.wishes[-few:], view),
    )


def prospect_text(one: Prospect, view: View) -> Html:
    """Return a sale that may come as one line: what, how much, how far."""
    amount = view.money(one.amount, one.currency) if one.amount is not None else ""
    outcome = "" if one.outcome == "open" else view.code("outcome", one.outcome)
    title = "•••" if view.masked else one.title
    parts = (escape(title), amount, escape(one.stage), outcome)
    return Html(f"💡 {' · '.join(part for part in parts if part)}")


def whole_prospect_text(one: Prospect, view: View) -> Html:
    """Return all that is known of a sale that may come."""
    told = {"criteria": one.criteria, "competitors": one.competitors}
    return lines(
        prospect_text(one, view),
        *(view.speak(f"prospect.{k}", words=v[:_WORDS]) for k, v in told.items() if v),
        view.speak("prospect.expected", day=view.day(one.expected_on)) if one.expected_on else "",
    )


def service_text(one: Runs, view: View) -> Html:
    """Return what runs, since and until when."""
    since = view.speak("service.since", day=view.day(one.since)) if one.since else ""
    until = view.speak("service.until", day=view.day(one.until)) if one.until else ""
    parts = (escape(one.name), since, until, escape(one.reference))
    return Html(f"🔧 {' · '.join(part for part in parts if part)}")


def tie_text(one: Known, view: View) -> Html:
    """Return somebody related, and what they are."""
    kind = view.code("relation", one.kind)
    return Html(f"👥 {kind}: {view.name(one.first_name, one.last_name, one.company)}")


def _listed(key: str, words: tuple[str, ...], view: View) -> Html:
    return view.speak(key, words=", ".join(words)) if words else Html("")
