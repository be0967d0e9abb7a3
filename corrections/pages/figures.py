"""The figures: how many notices there are, of which kinds, how serious, in which months, and how soon they came."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from corrections.models import DelayTally, Kind, MonthTally, Severity
from corrections.pages.house import House, house
from corrections.pages.log import month_label, month_text

SHOWN_MONTHS = 24
FEWEST_MONTHS = 3  # of the chart; fewer bars tell less than their table
STEP, BAR, TALL = 10, 8, 100  # of the chart, in its own units: from bar to bar, a bar's width, the tallest


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. share: of all of the table, in words; "" of years. width: of a bar, from 0 to 100."""

    label: str
    count: str
    share: str
    width: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart and of the table beneath it; x, y and heights in the chart's units."""

    label: str
    count: str
    serious: str
    href: str
    x: int
    y: int
    height: int
    serious_y: int
    serious_height: int


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """total: notices without minor fixes, 0 for none. median: days after which half of the errors were put right; waits
    has no rows where none was yet.

    has_earlier: there are notices from before the months that are shown; then there are years. most: of those months.
    chart_width, chart_height: in the chart's units.
    """

    house: House
    total: int
    total_text: str
    minor_fixes: int
    minor_fixes_text: str
    since: str
    kinds: tuple[Row, ...]
    severities: tuple[Row, ...]
    months: tuple[Bar, ...]
    month_label: str
    has_chart: bool
    has_earlier: bool
    most: str
    most_month: str
    years: tuple[Row, ...]
    waits: tuple[Row, ...]
    waited: str
    median: int
    median_text: str
    chart_width: int
    chart_height: int = TALL


def figures_page() -> FiguresPage:
    """The figures of all public articles, from the tallies: two queries, whatever the number of notices.

    A notice that was amended counts once, as it stands today, in the month in which it was first published.
    """
    rows = list(MonthTally.objects.filter(counted__gt=0).values_list("month", "kind", "severity", "counted"))
    telling = [row for row in rows if row[1] != Kind.MINOR_FIX]
    total, minor = sum(row[3] for row in telling), sum(row[3] for row in rows) - sum(row[3] for row in telling)
    kinds, severities = _summed(telling, 1), _summed(telling, 2)
    by_month: tuple[Counter[date], Counter[date]] = (Counter(), Counter())
    for month, _kind, severity, count in telling:
        by_month[0][month] += count
        by_month[1][month] += count if severity == Severity.SERIOUS else 0
    shown = _last_months(by_month[0])
    most = max(shown, key=lambda month: (by_month[0][month], month), default=None)
    has_earlier = bool(shown) and min(by_month[0]) < shown[0]
    delays = list(DelayTally.objects.filter(counted__gt=0).order_by("days").values_list("days", "counted"))
    median = _median(delays)
    return FiguresPage(
        house=house(),
        total=total,
        total_text=_number(total),
        minor_fixes=minor,
        minor_fixes_text=_number(minor),
        since=month_text(min(by_month[0])) if total else "",
        kinds=_rows(((kind.label, kinds[kind], _log(kind=kind)) for kind in Kind if kinds[kind]), total),
        severities=_rows(((str(one.label), severities[one], _log(severity=one)) for one in reversed(Severity)), total),
        months=_bars(shown, *by_month),
        month_label=month_label(),
        has_chart=len(shown) >= FEWEST_MONTHS,
        has_earlier=has_earlier,
        most=_number(by_month[0][most]) if most else "",
        most_month=month_text(most) if most else "",
        years=_years(by_month[0]) if has_earlier else (),
        waits=_waits(delays),
        waited=_number(sum(count for _days, count in delays)),
        median=median,
        median_text=_number(median),
        chart_width=STEP * len(shown),
    )


def _summed(rows: Iterable[tuple[date, str, str, int]], at: int) -> Counter[Any]:
    summed: Counter[Any] = Counter()
    for row in rows:
        summed[row[at]] += row[3]
    return summed


def _rows(lines: Iterable[tuple[str, int, str | None]], total: int) -> tuple[Row, ...]:
    return tuple(
        Row(label, _number(count), _share(count, total), round(100 * count / total) if total else 0, href)
        for label, count, href in lines
    )


def _share(count: int, total: int) -> str:
    if count and 200 * count < total:
        return _("<1%")
    return _("%(share)s%%") % {"share": f"{100 * count / total:.0f}" if total else "0"}


def _last_months(counts: Counter[date]) -> list[date]:
    """The last months, up to the last that has a notice, those without one too."""
    months = [max(counts)] if counts else []
    while months and len(months) < SHOWN_MONTHS and months[-1] > min(counts):
        months.append(_month_before(months[-1]))
    return months[::-1]


def _bars(months: list[date], counts: Counter[date], serious: Counter[date]) -> tuple[Bar, ...]:
    tallest = max((counts[month] for month in months), default=0)
    bars = []
    for at, month in enumerate(months):
        height, red = _height(counts[month], tallest), _height(serious[month], tallest)
        bars.append(
            Bar(
                month_text(month),
                _number(counts[month]),
                _number(serious[month]),
                _log(month=f"{month:%Y-%m}"),
                STEP * at + (STEP - BAR) // 2,
                TALL - height,
                height,
                TALL - red,
                red,
            )
        )
    return tuple(bars)


def _height(count: int, tallest: int) -> int:
    return max(1, round(TALL * count / tallest)) if count else 0


def _month_before(month: date) -> date:
    return month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)


def _years(counts: Counter[date]) -> tuple[Row, ...]:
    years: Counter[int] = Counter()
    for month, count in counts.items():
        years[month.year] += count
    rows = _rows(((str(year), years[year], None) for year in sorted(years, reverse=True)), max(years.values()))
    return tuple(replace(row, share="") for row in rows)


def _waits(delays: list[tuple[int, int]]) -> tuple[Row, ...]:
    """How many errors were put right how soon; each counts once."""
    bounds = (
        (0, _("The same day")),
        (7, _("Within a week")),
        (30, _("Within a month")),
        (365, _("Within a year")),
        (None, _("Later")),
    )
    lines, past = [], -1
    for most, label in bounds:
        count = sum(count for days, count in delays if days > past and (most is None or days <= most))
        lines.append((label, count, None))
        past = past if most is None else most
    return _rows(lines, sum(count for _days, count in delays)) if delays else ()


def _median(delays: list[tuple[int, int]]) -> int:
    """After how many days half of the errors were put right."""
    waited, half = 0, sum(count for _days, count in delays) / 2
    for days, count in delays:
        waited += count
        if waited >= half:
            return days
    return 0


def _log(**filters: str) -> str:
    return f"{reverse('log')}?{urlencode(filters)}"


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
