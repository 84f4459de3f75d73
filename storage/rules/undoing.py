"""Which events may be taken back, and why the others may not."""

FINAL = {
    "withdrawn": "a_refusal_stands",
    "complained": "a_refusal_stands",
    "held": "a_hold_is_released",
    "erased": "erasure_is_final",
    "detail_emptied": "erasure_is_final",
    "delivery_sent": "mail_is_sent",
    "undo": "undo_by_doing_it_again",
}


def why_not(kind: str) -> str:
    """Return why an event of this kind cannot be taken back, or an empty text.

    A refusal stands whoever wrote it down: only the customer's own new consent ends it. A hold is
    ended by looking at what caused it, not by taking it back.
    """
    return FINAL.get(kind, "")
