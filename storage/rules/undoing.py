"""Which events may be taken back, and why the others may not."""

REFUSALS = frozenset({"withdrawn", "complained", "held"})
FINAL = {
    "erased": "erasure_is_final",
    "detail_emptied": "erasure_is_final",
    "delivery_sent": "mail_is_sent",
    "undo": "undo_by_doing_it_again",
}


def why_not(kind: str, actor: str) -> str:
    """Return why an event of this kind by this actor cannot be taken back, or an empty text.

    A refusal recorded by staff by mistake may be taken back; one that the customer made may not.
    """
    if kind in REFUSALS and not actor.startswith("staff:"):
        return "the_customer_refused"
    return FINAL.get(kind, "")
