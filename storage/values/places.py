"""Countries, languages and postcodes, as people write them.

Names of countries and languages come from CLDR (Babel) in es, en and ru; codes are ISO 3166-1 and
ISO 639. Spanish postcodes are five digits, the first two being the province (Correos).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from storage.values import EMPTY, Invalid
from storage.values.folding import fold
from storage.values.words import meanings, names_of

_TONGUES = ("es", "en", "ru", "fr", "de", "it", "pt", "ca")
# Unions and placeholders that CLDR lists among the territories.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_MAX_POSTCODE = 12
# All codes have five digits (UPU), so four have lost their zero.
_FIVE_DIGITS = frozenset({"DE", "FR", "IT", "US", "FI", "EE", "MX", "HR", "TR"})


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode in its usual writing; `repaired` where a lost leading zero was put back."""

    value: str
    repaired: bool = False


@lru_cache(maxsize=4096)
def country(text: str) -> str | Invalid:
    """Read a country as ISO 3166-1 alpha-2. Reasons: empty, unknown_country."""
    folded = re.sub(r"[.,()]", "", fold(text)).strip()
    if folded in ("", "-"):
        return EMPTY
    return _countries().get(folded, Invalid("unknown_country"))


@lru_cache(maxsize=4096)
def language(text: str) -> str | Invalid:
    """Read a language as ISO 639-1; `es-ES`, `Español (España)` and `RUS` as well.

    Reasons: empty, unknown_language.
    """
    folded = fold(re.split(r"[(/,;]", text, maxsplit=1)[0]).strip(" .-")
    if folded in ("", "-"):
        return EMPTY
    found = _languages().get(folded) or _languages().get(re.split(r"[-_]", folded)[0])
    return found or Invalid("unknown_language")


@lru_cache(maxsize=16_384, typed=True)
def postcode(value: str | float, in_country: str) -> Postcode | Invalid:
    """Read a postcode; in Spain `8001`, a number that lost its zero, becomes `08001`, flagged.

    Other countries' codes are only tidied. Reasons: empty, bad_postcode.
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    code = " ".join(text.replace("\xa0", " ").strip().strip("'").upper().split())
    code = re.sub(r"\.0+\Z", "", code)
    if not code or code in ("-", "0", "NAN"):
        return EMPTY
    if in_country == "ES":
        return _spanish_postcode(code)
    if in_country in _FIVE_DIGITS and re.fullmatch(r"[0-9]{4}", code):
        return Postcode(f"0{code}", repaired=True)
    return Postcode(code) if len(code) <= _MAX_POSTCODE else Invalid("bad_postcode")


def province(code: str) -> str | None:
    """Return the Spanish province of a five-digit postcode, None if there is none."""
    if not re.fullmatch(r"[0-9]{5}", code):
        return None
    return names_of("province").get(code[:2])


def _spanish_postcode(code: str) -> Postcode | Invalid:
    digits = re.sub(r"\A(?:E-?|ES-?|CP:?)\s*(?=[0-9])|[\s.]", "", code)
    if re.fullmatch(r"[0-9]{4}", digits) and province(f"0{digits}"):
        return Postcode(f"0{digits}", repaired=True)
    return Postcode(digits) if province(digits) else Invalid("bad_postcode")


@cache
def _countries() -> dict[str, str]:
    codes = [str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))]
    kept = [code for code in codes if code not in _NO_COUNTRIES]
    found = {fold(code): code for code in kept}
    for tongue in _TONGUES:
        names = Locale(tongue).territories
        found |= {fold(str(names[code])).replace(".", ""): code for code in kept if code in names}
    for alias, now in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and len(now) == 1 and now[0] in kept:
            found[fold(alias)] = now[0]
    return found | meanings("country")


@cache
def _languages() -> dict[str, str]:
    codes = [str(code) for code in Locale("en").languages if re.fullmatch("[a-z]{2}", str(code))]
    found = {code: code for code in codes}
    for tongue in _TONGUES:
        names = Locale(tongue).languages
        found |= {fold(str(names[code])): code for code in codes if code in names}
    for alias, now in get_global("language_aliases").items():
        if re.fullmatch("[a-z]{3}", alias) and now in found:
            found[alias] = now
    return found | meanings("language")
