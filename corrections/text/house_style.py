"""How a newsroom writes what readers read: its dates, its clock, its labels and its fixed words, as one value.

These words are part of formats that other people's scripts read, so they stand here and not in a catalogue of
translations: a block that was exported once is recognised for good.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from . import wording

WORDINGS = ("us", "uk")
LANGUAGES = ("en", "zh-hans")
DATES = ("dmy", "mdy", "iso")


@dataclass(frozen=True, slots=True)
class _Words:
    """The fixed words of a language. kinds: by kind, as readers get them. gap: between two sentences."""

    kinds: dict[str, str]
    numbered: str
    draft: str
    timed: str
    clock: str
    comma: str
    colon: str
    gap: str
    heading: str
    sources: str
    semicolon: str
    regret: str


_WORDS = {
    "en": _Words(
        kinds={
            "correction": "Correction",
            "clarification": "Clarification",
            "update": "Update",
            "editors_note": "Editor's note",
            "minor_fix": "Minor fix",
            "concern": "Under review",
            "retraction": "Retraction",
            "removal": "Editor's note: content removed",
        },
        numbered="{kind} no. {number}",
        draft="{label} (draft, not published)",
        timed="{day}, {clock}",
        clock="{time} {zone}",
        comma=", ",
        colon=":",
        gap=" ",
        heading="Corrections",
        sources="Sources: ",
        semicolon="; ",
        regret="We regret the error.",
    ),
    "zh-hans": _Words(
        kinds={
            "correction": "更正",
            "clarification": "澄清",
            "update": "更新",
            "editors_note": "编者按",
            "minor_fix": "文字订正",
            "concern": "核查中",
            "retraction": "撤稿声明",
            "removal": "编者按（内容已删除）",
        },
        numbered="{kind}第{number}号",
        draft="{label}（草稿，未发布）",
        timed="{day} {clock}",
        clock="{time}（{zone}）",
        comma="，",
        colon="：",
        gap="",
        heading="更正与说明",
        sources="来源：",
        semicolon="；",
        regret="谨向读者致歉。",
    ),
}
_WESTMOST, _EASTMOST = timedelta(hours=-12), timedelta(hours=14)  # where clocks may stand
_MOMENTS = (
    re.compile(r"(?P<day>.+), (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d) \S+\Z"),
    re.compile(r"(?P<day>.+) (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)（[^（）]+）\Z"),
)


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """wording: "us" or "uk", how English corrections are put. language: "en" or "zh-hans". dates: "dmy", "mdy" or
    "iso". zone: what readers' clocks go by."""

    wording: str = "us"
    language: str = "en"
    dates: str = "dmy"
    zone: tzinfo = UTC

    @property
    def _words(self) -> _Words:
        return _WORDS[self.language]

    def day(self, of: date) -> str:
        """22 November 2026; November 22, 2026; 2026-11-22; 2026年11月22日"""
        return self._day(of, wording.MONTHS[of.month - 1])

    def short_day(self, of: date) -> str:
        """The same with the month cut short: 22 Nov 2026."""
        return self._day(of, wording.MONTHS[of.month - 1][:3])

    def day_at(self, at: datetime) -> str:
        """The day of an aware moment, by the house's clock."""
        return self.day(self.local(at).date())

    def moment(self, at: datetime) -> str:
        """22 November 2026, 14:05 UTC; 2026年11月22日 22:05（北京时间）; of an aware moment."""
        return self._words.timed.format(day=self.day_at(at), clock=self.clock(at))

    def clock(self, at: datetime) -> str:
        """14:05 UTC; 22:05（北京时间）; of an aware moment."""
        here = self.local(at)
        return self._words.clock.format(time=f"{here:%H:%M}", zone=self._zone(here))

    def local(self, at: datetime) -> datetime:
        """An aware moment by the house's clock."""
        return at.astimezone(self.zone)

    def kind(self, of: str) -> str:
        """What readers call a kind: Correction, 更正."""
        return self._words.kinds[of]

    def label(self, kind: str, number: int | None) -> str:
        """Correction no. 3, 更正第3号; without a number, Correction."""
        name = self.kind(kind)
        return self._words.numbered.format(kind=name, number=number) if number else name

    def dated_label(self, kind: str, number: int | None, at: datetime | None) -> str:
        """What stands before the colon in the erratum block; without a moment it is a draft's."""
        label = self.label(kind, number)
        return f"{label}{self._words.comma}{self.moment(at)}" if at else self._words.draft.format(label=label)

    @property
    def colon(self) -> str:
        return self._words.colon

    @property
    def heading(self) -> str:
        """What stands over the erratum block."""
        return self._words.heading

    @property
    def regret(self) -> str:
        return self._words.regret

    def with_regret(self, told: str) -> str:
        """A wording with the words of regret behind it, unless it has them in any language."""
        if says_regret(told):
            return told
        # A wording in Latin letters ends in a stop that has no room behind it, as a full-width one has.
        gap = " " if told.rstrip().endswith((".", "!", "?")) else self._words.gap
        return f"{told}{gap}{self.regret}"

    def with_sources(self, told: str, sources: tuple[str, ...]) -> str:
        """A wording with its sources behind it."""
        words = self._words
        return f"{told}{words.gap}{words.sources}{words.semicolon.join(sources)}" if sources else told

    def offers(self) -> dict[str, str]:
        """The wordings that the card offers, as `wording.offers` has them."""
        return wording.offers(self.wording, self.language)

    def _day(self, of: date, month: str) -> str:
        if self.dates == "iso":
            return of.isoformat()
        if self.language == "zh-hans":
            return f"{of.year}年{of.month}月{of.day}日"
        return f"{month} {of.day}, {of.year}" if self.dates == "mdy" else f"{of.day} {month} {of.year}"

    def _zone(self, here: datetime) -> str:
        """The zone's letters; where it has none, how far it is from UTC."""
        if self.language == "zh-hans" and str(self.zone) == "Asia/Shanghai":
            return "北京时间"
        name = here.tzname() or ""
        if name.isascii() and name.isalpha():
            return name
        away = here.utcoffset() or timedelta()
        hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
        return f"UTC{'-' if away < timedelta() else '+'}{hours:02}:{minutes:02}"


def timestamp(at: datetime) -> str:
    """An aware moment for machines, in UTC by RFC 3339: 2026-11-22T14:05:00Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def every_language() -> Iterator[HouseStyle]:
    """A style in each language that a block may have been exported in."""
    return (HouseStyle(language=language) for language in LANGUAGES)


def says_regret(told: str) -> bool:
    """Whether a wording has the words of regret, in any language."""
    return any(words.regret.casefold() in told.casefold() for words in _WORDS.values())


def tells_moment(text: str, at: datetime) -> bool:
    """Whether a text tells this aware moment as some newsroom's clock and calendar would, whatever its style."""
    told = next(filter(None, (shape.match(text) for shape in _MOMENTS)), None)
    if told is None:
        return False
    utc = at.astimezone(UTC)
    clock = utc.replace(hour=int(told["hour"]), minute=int(told["minute"]))
    for here in (clock + timedelta(days=days) for days in (-1, 0, 1)):
        is_near = _WESTMOST <= here - utc.replace(second=0, microsecond=0) <= _EASTMOST
        if is_near and told["day"] in _days(here.date()):
            return True
    return False


def _days(of: date) -> set[str]:
    return {HouseStyle(language=language, dates=dates).day(of) for language in LANGUAGES for dates in DATES}
