"""Dates and times as guests read them: as CLDR has them, which Babel brings along."""

from datetime import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as in_words
from babel.dates import format_time as on_the_clock

# English of no country is American in CLDR. A Frenchman reads 19 h 30, and CLDR has it so for Canada alone.
DATES = {"en": "EEEE d MMMM y", "fr": "EEEE d MMMM y"}
TIMES = {"en": "HH:mm", "fr": "HH 'h' mm"}
NARROW_SPACE = "\u202f"  # before pm: a header would be encoded for it alone


@lru_cache(maxsize=64)
def parse_locale(tag: str, language: str) -> Locale:
    """Return the locale of a guest, for a text in some language: theirs if they speak it, else the language alone."""
    for candidate in (tag if tag.partition("-")[0] == language.partition("-")[0] else language, language, "en"):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel knows English")


def format_date(at: datetime, locale: Locale) -> str:
    """Return the date of a local time in words: ``Saturday 14 March 2026``, ``Samstag, 14. März 2026``."""
    text = in_words(at, DATES.get(str(locale), "full"), locale)
    return text.replace(" 1 ", " 1er ", 1) if locale.language == "fr" else text


def format_time(at: datetime, locale: Locale) -> str:
    """Return the time of day of a local time: ``19:30``, ``7:30 PM``; with the zone where the clock shows it twice."""
    text = on_the_clock(at, TIMES.get(str(locale), "short"), locale=locale).replace(NARROW_SPACE, " ")
    ambiguous = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f"{text} ({at.tzname()})" if ambiguous else text
