"""Dates and times as guests read them, in the languages that templates are shipped for."""

from datetime import datetime

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
DATES = {
    "en": "{weekday} {day} {month} {year}",
    "fr": "{weekday} {day} {month} {year}",
    "de": "{weekday}, {day}. {month} {year}",
    "es": "{weekday}, {day} de {month} de {year}",
}


def _language(locale: str) -> str:
    language = locale.partition("-")[0]
    return language if language in DATES else "en"


def format_date(at: datetime, locale: str) -> str:
    """Return the date of a local time in words: ``Saturday 14 March 2026``, ``Samstag, 14. März 2026``."""
    language = _language(locale)
    day = "1er" if language == "fr" and at.day == 1 else str(at.day)
    return DATES[language].format(
        weekday=WEEKDAYS[language].split()[at.weekday()],
        day=day,
        month=MONTHS[language].split()[at.month - 1],
        year=at.year,
    )


def format_time(at: datetime, locale: str) -> str:
    """Return the time of day of a local time: ``19:30``; with the zone where the clock is about to show it twice."""
    text = f"{at:%H:%M}"
    doubled = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    if _language(locale) == "fr":
        text = text.replace(":", " h ")
    return f"{text} ({at.tzname()})" if doubled else text
