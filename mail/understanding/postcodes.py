"""Postcodes in a text, by the country that they are written for."""

import re

from storage.values import Invalid, places

_FOUR, _FIVE, _SIX, _SEVEN = (rf"\b\d{{{count}}}\b" for count in (4, 5, 6, 7))
_NORDIC = r"\b\d{3}\s?\d{2}\b"
_PATTERNS = {
    "GB": r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    "IE": r"\b[A-Z]\d[\dW]\s?[A-Z\d]{4}\b",
    "US": r"\b\d{5}(?:-\d{4})?\b",
    "KZ": r"\b(?:\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)\b",
    "PT": r"\b\d{4}-\d{3}\b",
    "BR": r"\b\d{5}-?\d{3}\b",
    "PL": r"\b\d{2}-\d{3}\b",
    "NL": r"\b\d{4}\s?[A-Z]{2}\b",
    "CA": r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b",
    "AR": r"\b[A-Z]?\d{4}(?:[A-Z]{3})?\b",
    **dict.fromkeys(
        [
            "AU",
            "NZ",
            "CH",
            "AT",
            "BE",
            "DK",
            "NO",
            "LU",
            "HU",
            "BG",
            "SI",
            "ZA",
            "PH",
            "CY",
            "GE",
            "AM",
        ],
        _FOUR,
    ),
    **dict.fromkeys(["RU", "BY", "UZ", "KG", "CO", "EC", "RO", "IN", "SG", "CN"], _SIX),
    **dict.fromkeys(["CL", "IL"], _SEVEN),
    **dict.fromkeys(["CZ", "SK", "SE", "GR"], _NORDIC),
}
_LABEL = (
    r"(?:\(?\b(?:c\.?\s?p\.?|c[oó]digo postal|c[oó]d\.? ?postal|post ?code|zip(?: ?code)?|"
    r"(?:почтовый )?индекс|инд\.)[\s.:]*)?"
)


def pattern(country: str) -> str:
    """Return the expression that finds postcodes of a country, in capitals."""
    return _PATTERNS.get(country, _FIVE)


def within(text: str, country: str) -> list[str]:
    """Return the postcodes in a text, written the usual way, each once."""
    found = re.findall(pattern(country), text.upper())
    read = (normal(code, country) for code in found)
    return list(dict.fromkeys(code for code in read if code))


def written(text: str, value: str, country: str) -> str:
    """Return a postcode as it stands in a text, "" if it does not."""
    for match in re.finditer(pattern(country), text, re.IGNORECASE):
        if match[0].upper().replace(" ", "") == value.replace(" ", ""):
            return match[0]
    return ""


def normal(code: str, country: str) -> str:
    """Return one postcode in its usual writing, "" where it is none there."""
    read = places.postcode(code, country)
    if isinstance(read, Invalid):
        return ""
    if country == "GB" and " " not in read.value:
        return f"{read.value[:-3]} {read.value[-3:]}"
    return read.value


def just_before(country: str) -> re.Pattern[str]:
    """Return the expression of a postcode at the very end of a text, a comma after it or none."""
    return re.compile(rf"(?:{pattern(country)})\)?[\s,-]{{1,3}}\Z", re.IGNORECASE)


def labelled(country: str) -> re.Pattern[str]:
    """Return the expression of a postcode with the word before it, "CP 28013"; the code is [1]."""
    return re.compile(rf"{_LABEL}({pattern(country)})\)?", re.IGNORECASE)
