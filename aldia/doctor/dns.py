"""What the world is told of our mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from collections.abc import AsyncIterator
from email.utils import parseaddr

import dns.asyncresolver
import dns.exception
import dns.resolver

from aldia.doctor.findings import Finding, fault, fine, skipped, warning
from aldia.doctor.options import Examination

PATIENCE = 8.0
RESERVED = ("test", "example", "invalid", "localhost", "example.com", "example.net", "example.org")


class _Names:
    """TXT records, by the system's name server or a given one."""

    def __init__(self, resolver: str | None) -> None:
        if resolver is None:
            self._resolver = dns.asyncresolver.Resolver()
        else:
            host, _, port = resolver.partition(":")
            self._resolver = dns.asyncresolver.Resolver(configure=False)
            self._resolver.nameservers = [host]
            self._resolver.port = int(port or 53)
        self._resolver.lifetime = PATIENCE

    async def texts(self, name: str) -> list[str] | None:
        """Return the TXT records of a name; None where the name does not exist at all.

        Raises dns.exception.DNSException where nobody answers.
        """
        try:
            answer = await self._resolver.resolve(name, "TXT", search=False)
        except dns.resolver.NXDOMAIN:
            return None
        except dns.resolver.NoAnswer:
            return []
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def records(exam: Examination) -> AsyncIterator[Finding]:
    """Look for the three records of the From address's domain."""
    domain = parseaddr(exam.settings.mail_from or "")[1].rpartition("@")[2].lower()
    if not domain:
        yield skipped("dns", "not_set")
        return
    if exam.resolver is None and any(domain == r or domain.endswith(f".{r}") for r in RESERVED):
        yield skipped("dns", "reserved", domain=domain)
        return
    try:
        names = _Names(exam.resolver)
        yield await _spf(names, domain)
        yield await _dkim(names, domain, exam.selector)
        yield await _dmarc(names, domain)
    except (dns.exception.DNSException, ValueError, OSError) as error:
        yield fault("dns", "unreachable", why=type(error).__name__)


async def _spf(names: _Names, domain: str) -> Finding:
    found = [t for t in await names.texts(domain) or [] if _is(t, "v=spf1")]
    if not found:
        return fault("spf", "missing", domain=domain)
    if len(found) > 1:
        return fault("spf", "several", domain=domain, n=len(found))
    terms = found[0].lower().split()
    if "+all" in terms or "all" in terms:
        return fault("spf", "everybody", domain=domain)
    return fine("spf", record=found[0])


async def _dkim(names: _Names, domain: str, selector: str | None) -> Finding:
    if selector:
        name = f"{selector}._domainkey.{domain}"
        found = await names.texts(name) or []
        if not any("p=" in text and not text.rstrip("; ").endswith("p=") for text in found):
            return fault("dkim", "no_key", name=name)
        return fine("dkim", domain=domain)
    # No name below it exists where this one does not (RFC 8020).
    if await names.texts(f"_domainkey.{domain}") is None:
        return fault("dkim", "missing", domain=domain)
    return fine("dkim", domain=domain)


async def _dmarc(names: _Names, domain: str) -> Finding:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = "_dmarc." + ".".join(labels[start:])
        found = [t for t in await names.texts(name) or [] if _is(t, "v=dmarc1")]
        if len(found) > 1:
            return fault("dmarc", "several", name=name)
        if found:
            policy = "p=none" in found[0].lower().replace(" ", "")
            return warning("dmarc", "watching", name=name) if policy else fine("dmarc", name=name)
    return fault("dmarc", "missing", domain=domain)


def _is(text: str, version: str) -> bool:
    first = text.strip().lower().replace(";", " ").split()
    return bool(first) and first[0] == version
