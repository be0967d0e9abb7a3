"""How a notice is worded: its label and date, the wording offered for it, and what speaks against a wording."""

import re
from collections.abc import Iterator
from datetime import date, datetime

_MONTHS = ("January February March April May June July August September October November December").split()
# Not a site generator's braces: {{ and {% are text.
_BLANK = re.compile(r"(?<!\{)\{([^{}%\n]{1,60})\}(?!\})")

REGRET = "We regret the error."
_OFFERED = {
    "correction": "An earlier version of this article misstated {what}. It is {right}, not {wrong}.",
    "clarification": "This article has been updated to make clear that {right}.",
    "update": "This article has been updated with {what}.",
    "editors_note": "",
    "minor_fix": "An earlier version of this article had {wrong} for {right}.",
    "concern": "We are reviewing this article because {reason}.",
    "retraction": "{publisher} has retracted this article because {reason}.",
    "removal": (
        "An earlier version of this article contained an incorrect statement about {topic}, which has been removed."
    ),
    # For corrections of which more is known than their kind.
    "several": "An earlier version of this article misstated {what} in {n} places. It is {right}, not {wrong}.",
    "deleted": "An earlier version of this article said that {what}. That was wrong, and the words have been removed.",
    "added": "An earlier version of this article left out {what}.",
    "stays": "",
    "headline": "An earlier headline of this article misstated {what}. It is {right}, not {wrong}.",
}
_OFFERED["withheld"] = _OFFERED["removal"]
_AMENDED = "This article was amended on {date of publication}."
_OFFERED_UK = {
    "correction": f"{_AMENDED} An earlier version said {{wrong}}. In fact, {{right}}.",
    "several": f"{_AMENDED} An earlier version said {{wrong}} in {{n}} places. In fact, {{right}}.",
    "deleted": f"{_AMENDED} An earlier version said that {{what}}. That was wrong, and the words have been removed.",
    "headline": (
        "The headline of this article was amended on {date of publication}. An earlier version said {wrong}. In fact, "
        "{right}."
    ),
}

# How nearly every one of these begins; in a list of them it says nothing.
_OPENING = re.compile(
    r"(?:(?:This article|The headline of this article) was amended on [^.]+\. )?"
    r"(?:An|The) earlier version(?: of this (?:article|story))?(?: and of its headline)? (?!(?:and|of|or)\b)(?=[a-z])"
)

LONGEST = 3000  # characters of a wording; what is longer belongs in the article
_MOST_WORDS, _FEWEST_WORDS, _LATE_DAYS = 80, 6, 30
_EUPHEMISM = re.compile(
    r"\b(?:article|story|version|we)\s+(?:has\s+|have\s+)?(?:clarif|recast|fix|chang|tweak)(?:y|ies|ied|e|ed|es|s)?\b",
    re.I,
)
_ADMISSION = re.compile(r"\b(?:misstated|incorrectly|in error)\b", re.I)
_DEPENDENT = re.compile(r"\b(?:the above|as stated|see above|mentioned above|aforementioned)\b", re.I)
_RELATIVE_DATE = re.compile(r"\b(?:today|yesterday|tomorrow|(?:last|next|this) (?:week|month|year|\w+day))\b", re.I)
_YEARLESS = re.compile(
    rf"\b(?:\d{{1,2}} (?:{'|'.join(_MONTHS)})|(?:{'|'.join(_MONTHS)}) \d{{1,2}})\b(?!,? \d{{4}})", re.I
)
_CULPRIT = re.compile(r"\b(?:our|the) (?:reporter|editor|writer|correspondent|author|intern|subeditor)\b", re.I)
_LATENESS = re.compile(r"\b(?:brought to our attention|reported to us|came to light|learned of|was noticed)\b", re.I)


def offers(style: str = "us") -> dict[str, str]:
    """The wordings offered in a house style, blanks in braces: by kind, and for corrections of several places, of a
    headline, that delete or add words, leave them as they are, and withhold them."""
    return _OFFERED | (_OFFERED_UK if style == "uk" else {})


def day(of: date) -> str:
    """22 November 2026"""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def short_day(of: date) -> str:
    """22 Nov 2026"""
    return f"{of.day} {_MONTHS[of.month - 1][:3]} {of.year}"


def without_opening(wording: str) -> str:
    """A wording without the words that nearly all begin with."""
    opening = _OPENING.match(wording)
    return wording[opening.end() :] if opening else wording


def moment(at: datetime) -> str:
    """22 November 2026, 14:05 UTC; `at` must be in UTC."""
    return f"{day(at.date())}, {at:%H:%M} UTC"


def label(kind: str, number: int | None) -> str:
    """Correction no. 3; without a number, Correction."""
    return f"{kind} no. {number}" if number else kind


def filled(wording: str, **blanks: str) -> str:
    """A wording with the named blanks filled; the others stay."""
    return _BLANK.sub(lambda match: blanks.get(match[1].replace(" ", "_")) or match[0], wording)


def blanks(wording: str) -> list[str]:
    """The blanks that are still unfilled, in order."""
    return _BLANK.findall(wording)


def warnings(
    wording: str,
    *,
    kind: str,
    right: list[str],
    wrong: list[str],
    withheld: bool,
    has_source: bool,
    days_late: int | None,
) -> Iterator[str]:
    """What an editor should look at again; nothing here stops a note.

    right, wrong: the words of its places after and before. days_late: from the error's publication, if known.
    """
    words = wording.split()
    telling = wording.casefold()
    if right and not any(_told(words_, telling) for words_ in right):
        yield "It does not say what is right. Readers should not have to look for it."
    if kind == "correction" and not withheld and wrong and not any(_told(words_, telling) for words_ in wrong):
        yield "It does not say what was wrong. Name the error as far as it is needed to understand it."
    if kind == "correction" and _EUPHEMISM.search(wording):
        yield "It says that the article “changes” or “clarifies”. An error is corrected: say so plainly."
    if kind == "clarification" and _ADMISSION.search(wording):
        yield "It speaks of an error. What was wrong is a correction, not a clarification."
    if _DEPENDENT.search(wording):
        yield "It points elsewhere (“the above”). A note should be understood by itself."
    if len(words) < _FEWEST_WORDS and not re.search(r"[\u3040-\u30ff\u3400-\u9fff]{6}", wording):
        yield "It is very short. A note should be understood by itself."
    if len(words) > _MOST_WORDS:
        yield f"It has {len(words)} words; {_MOST_WORDS} are plenty."
    if _RELATIVE_DATE.search(wording) or _YEARLESS.search(wording):
        yield "It has a date without its year, or one like “yesterday”. Write the full date."
    if _CULPRIT.search(wording):
        yield "It names who made the error. The newsroom answers for it, not a person."
    if not has_source:
        yield "It names no source. Add one, or tick “Confirmed internally”."
    if days_late is not None and days_late > _LATE_DAYS and not _LATENESS.search(wording):
        yield f"It comes {days_late} days late. Say why."


def _told(words: str, wording: str) -> bool:
    """Whether a wording mentions words: all their numbers; where there are none, any longer word of them."""
    found = re.findall(r"\w+", words.casefold())
    if numbers := [word for word in found if any(map(str.isdigit, word))]:
        return all(number in wording for number in numbers)
    telling = [word for word in found if len(word) > 3] or re.findall(r"\w", words.casefold())
    return any(word in wording for word in telling)
