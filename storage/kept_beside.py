"""What an export holds of a contact beyond what `aldia show` tells of the person: notes, consents.

A file that is to bring everything back after a loss must also bring refusals by other channels,
the legal basis, and what people wrote.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from storage.consent import standings
from storage.rules.subscriptions import SubscriptionStanding
from storage.tables.accounts import Affiliation
from storage.tables.consent import ConsentRecord
from storage.tables.work import Note


async def kept_beside(contact_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return per contact `notes`, `consents` (`purpose/channel` → standing) and, where something is
    granted, `consent_date` (ISO 8601, of the latest yes) and `legal_basis`; `firm` is what is known
    of where they work: `industry`, `industry_code`, `company_size`. A handful of queries.
    """
    ids = list(contact_ids)
    found: dict[int, dict[str, Any]] = {contact_id: {} for contact_id in ids}
    texts: dict[int, list[str]] = defaultdict(list)
    for note in await Note.filter(contact_id__in=ids).order_by("id"):
        texts[note.contact_id].append(note.text)
    granted = set()
    for contact_id, standing in (await standings(ids)).items():
        found[contact_id]["consents"] = {key: str(value) for key, value in standing.items()}
        if SubscriptionStanding.GRANTED in standing.values():
            granted.add(contact_id)
    records = ConsentRecord.filter(contact_id__in=list(granted)).exclude(basis="")
    for record in await records.order_by("stated_on", "id"):
        found[record.contact_id]["consent_date"] = record.stated_on.date().isoformat()
        found[record.contact_id]["legal_basis"] = record.basis
    for contact_id, firm in (await _firms(ids)).items():
        found[contact_id]["firm"] = firm
    for contact_id, notes in texts.items():
        found[contact_id]["notes"] = "\n\n".join(notes)
    return found


async def _firms(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return what is known of where each works now, the place to speak to them first."""
    rows = Affiliation.filter(contact_id__in=ids, until=None).order_by("-best", "id")
    found: dict[int, dict[str, Any]] = {}
    for row in await rows.prefetch_related("account"):
        account = row.account
        told = {
            "industry": account.industry,
            "industry_code": account.industry_code,
            "company_size": account.size,
        }
        if any(told.values()):
            found.setdefault(row.contact_id, told)
    return found
