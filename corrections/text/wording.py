"""How a notice is worded: the wording offered for it, the blanks in it, and what speaks against a wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .sentences import Sentence

MONTHS = ("January February March April May June July August September October November December").split()
# Not a site generator's braces: {{ and {% are text.
_BLANK = re.compile(r"(?<!\{)\{([^{}%\n]{1,60})\}(?!\})")

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
    # Sentences that are added to a wording.
    "source_wrong": "The error was in information provided by {source}.",
    "late": "The error was brought to our attention on {date}.",
    "link": "An earlier version of this article had a link that led to {wrong}; it leads to {right}.",
    "picture": "An earlier version of this article showed the picture {wrong}. The right one is {right}.",
    "description": "An earlier version of this article described a picture as “{wrong}”; its description is “{right}”.",
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
    "link": f"{_AMENDED} An earlier version had a link that led to {{wrong}}; it leads to {{right}}.",
    "picture": f"{_AMENDED} An earlier version showed the picture {{wrong}}. The right one is {{right}}.",
    "description": f"{_AMENDED} An earlier version described a picture as “{{wrong}}”; its description is “{{right}}”.",
}
_OFFERED_CHINESE = {
    "correction": "本文此前版本中，{what}有误：应为{right}，而非{wrong}。",
    "clarification": "本文已补充说明：{right}。",
    "update": "本文已更新，补充了{what}。",
    "editors_note": "",
    "minor_fix": "本文此前版本将“{right}”误作“{wrong}”。",
    "concern": "因{reason}，我们正在核查本文。",
    "retraction": "因{reason}，{publisher}决定撤回本文。",
    "removal": "本文此前版本中有关{topic}的表述不实，现已删除。",
    "several": "本文此前版本中，{what}有{n}处有误：应为{right}，而非{wrong}。",
    "deleted": "本文此前版本称{what}。此说不实，相关文字现已删除。",
    "added": "本文此前版本遗漏了{what}，现予补充。",
    "stays": "",
    "headline": "本文此前的标题中，{what}有误：应为{right}，而非{wrong}。",
    "source_wrong": "有误的信息由{source}提供。",
    "late": "我们于{date}获悉此误。",
    "link": "本文此前版本中，有一处链接误指向{wrong}，现已更正为{right}。",
    "picture": "本文此前版本中，误用了图片{wrong}，现已更正为{right}。",
    "description": "本文此前版本中，一张图片的说明误作“{wrong}”，应为“{right}”。",
}
_OFFERED_CHINESE["withheld"] = _OFFERED_CHINESE["removal"]

# How nearly every one of these begins; in a list of them it says nothing.
_OPENING = re.compile(
    r"本文此前版本(?:中，|中|)(?=\S)|(?:(?:This article|The headline of this article) was amended on [^.]+\. )?"
    r"(?:An|The) earlier version(?: of this (?:article|story))?(?: and of its headline)? (?!(?:and|of|or)\b)(?=[a-z])"
)

LONGEST = 3000  # characters of a wording; what is longer belongs in the article
_MOST_WORDS, _FEWEST_WORDS, _LATE_DAYS = 80, 6, 30
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # a word is one or two of them
_EUPHEMISM = re.compile(
    r"\b(?:article|story|version|we)\s+(?:has\s+|have\s+)?(?:clarif|recast|fix|chang|tweak)(?:y|ies|ied|e|ed|es|s)?\b"
    r"|(?:本文|报道|文章|我们)(?:已经?)?(?:作了?|做了?|进行了?)?(?:修改|调整|优化|完善|澄清)",
    re.I,
)
_ADMISSION = re.compile(r"\b(?:misstated|incorrectly|in error)\b|有误|错误|误作|误写|不实", re.I)
_DEPENDENT = re.compile(r"\b(?:the above|as stated|see above|mentioned above|aforementioned)\b|上述|如上|前述", re.I)
_RELATIVE_DATE = re.compile(
    r"\b(?:today|yesterday|tomorrow|(?:last|next|this) (?:week|month|year|\w+day))\b"
    r"|[今昨明][天日年]|[上下本](?:周|个?月)|去年",
    re.I,
)
_YEARLESS = re.compile(
    rf"\b(?:\d{{1,2}} (?:{'|'.join(MONTHS)})|(?:{'|'.join(MONTHS)}) \d{{1,2}})\b(?!,? \d{{4}})"
    r"|(?<![年\d])\d{1,2}月\d{1,2}日",
    re.I,
)
_CULPRIT = re.compile(
    r"\b(?:our|the) (?:reporter|editor|writer|correspondent|author|intern|subeditor)\b"
    r"|本[报刊社网](?:记者|编辑|作者)",
    re.I,
)
_LATENESS = re.compile(
    r"\b(?:brought to our attention|reported to us|came to light|learned of|was noticed)\b|获悉|得知|指出|反映|发现",
    re.I,
)


# Whose rule a check is: each language has its own names for these.
_AP, _NYT, _POST = Sentence("Associated Press"), Sentence("New York Times"), Sentence("Washington Post")
_SPJ = Sentence("Society of Professional Journalists, Code of Ethics")
OURS = Sentence("this desk")
_ALONE = Sentence(
    "Readers meet the note without knowing the error: briefly and by itself it tells what was wrong and what is right."
)
_PLAINLY = Sentence(
    "Readers are owed the word for what happened: an error is corrected, an unclear truth is clarified."
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What an editor should look at again, why that matters, and whose rule it is.

    adds: the name of an offered sentence that would settle it.
    """

    sentence: Sentence
    reason: Sentence
    source: Sentence
    adds: str = ""


def offers(style: str = "us", language: str = "en") -> dict[str, str]:
    """The wordings offered in a house style, blanks in braces: by kind, and for corrections of several places, of a
    headline, of where a link leads, of a picture and its description, that delete or add words, leave them as they are,
    and withhold them; and sentences to add where the source was wrong and where the note comes late. Chinese has one
    style."""
    if language == "zh-hans":
        return dict(_OFFERED_CHINESE)
    return _OFFERED | (_OFFERED_UK if style == "uk" else {})


def without_opening(wording: str) -> str:
    """A wording without the words that nearly all begin with."""
    opening = _OPENING.match(wording)
    return wording[opening.end() :] if opening else wording


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
) -> Iterator[Doubt]:
    """What an editor should look at again; nothing here stops a note.

    right, wrong: the words of its places after and before. days_late: from the error's publication, if known.
    """
    words = wording.split()
    telling = wording.casefold()
    if right and not any(_told(words_, telling) for words_ in right):
        yield Doubt(Sentence("It does not say what is right. Readers should not have to look for it."), _ALONE, _NYT)
    if kind == "correction" and not withheld and wrong and not any(_told(words_, telling) for words_ in wrong):
        yield Doubt(
            Sentence("It does not say what was wrong. Name the error as far as it is needed to understand it."),
            _ALONE,
            _NYT,
        )
    if kind == "correction" and _EUPHEMISM.search(wording):
        yield Doubt(
            Sentence("It says that the article “changes” or “clarifies”. An error is corrected: say so plainly."),
            _PLAINLY,
            _AP,
        )
    if kind == "clarification" and _ADMISSION.search(wording):
        yield Doubt(
            Sentence("It speaks of an error. What was wrong is a correction, not a clarification."), _PLAINLY, _AP
        )
    if _DEPENDENT.search(wording):
        yield Doubt(Sentence("It points elsewhere (“the above”). A note should be understood by itself."), _ALONE, _NYT)
    if len(words) + len(_IDEOGRAPH.findall(wording)) < _FEWEST_WORDS:
        yield Doubt(Sentence("It is very short. A note should be understood by itself."), _ALONE, _NYT)
    if len(words) > _MOST_WORDS:
        yield Doubt(
            Sentence("It has {count} words; {most} are plenty.", count=len(words), most=_MOST_WORDS), _ALONE, _NYT
        )
    if _RELATIVE_DATE.search(wording) or _YEARLESS.search(wording):
        yield Doubt(
            Sentence("It has a date without its year, or one like “yesterday”. Write the full date."),
            Sentence("A note stands at its address for good, and is read years later."),
            OURS,
        )
    if _CULPRIT.search(wording):
        yield Doubt(
            Sentence("It names who made the error. The newsroom answers for it, not a person."),
            Sentence("What is published went through several hands, and blame tells readers nothing that they need."),
            _POST,
        )
    if not has_source:
        yield Doubt(
            Sentence("It names no source. Add one, or tick “Confirmed internally”."),
            Sentence(
                "Readers believed the first version, too: they should see for themselves what the second rests on."
            ),
            _SPJ,
        )
    if days_late is not None and days_late > _LATE_DAYS and not _LATENESS.search(wording):
        yield Doubt(
            Sentence("It comes {days} days late. Tell readers why.", days=days_late),
            Sentence("A correction that is older than a month makes readers wonder what happened meanwhile."),
            _NYT,
            adds="late",
        )


def _told(words: str, wording: str) -> bool:
    """Whether a wording mentions words: all their numbers; where there are none, any longer word of them."""
    found = re.findall(r"\w+", words.casefold())
    if numbers := [word for word in found if any(map(str.isdigit, word))]:
        return all(number in wording for number in numbers)
    telling = [word for word in found if len(word) > 3] or re.findall(r"\w", words.casefold())
    return any(word in wording for word in telling)
