"""A newsroom's style: how its days, its clock, its labels and its fixed words are written."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from corrections.text import HouseStyle, every_language, tells_moment, timestamp, wording

DAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "day", "short"),
    [
        (HouseStyle(), "2 November 2026", "2 Nov 2026"),
        (HouseStyle(dates="mdy"), "November 2, 2026", "Nov 2, 2026"),
        (HouseStyle(dates="iso"), "2026-11-02", "2026-11-02"),
        (HouseStyle(language="zh-hans"), "2026年11月2日", "2026年11月2日"),
        (HouseStyle(language="zh-hans", dates="mdy"), "2026年11月2日", "2026年11月2日"),
        (HouseStyle(language="zh-hans", dates="iso"), "2026-11-02", "2026-11-02"),
    ],
)
def test_a_day_is_written_as_the_house_writes_it(style, day, short):
    assert (style.day(DAY), style.short_day(DAY)) == (day, short)


@pytest.mark.parametrize(
    ("style", "moment"),
    [
        (HouseStyle(), "22 November 2026, 14:05 UTC"),
        (HouseStyle(zone=ZoneInfo("Europe/London")), "22 November 2026, 14:05 GMT"),
        (HouseStyle(dates="mdy", zone=ZoneInfo("America/New_York")), "November 22, 2026, 09:05 EST"),
        (HouseStyle(zone=ZoneInfo("America/Sao_Paulo")), "22 November 2026, 11:05 UTC-03:00"),
        (HouseStyle(dates="iso", zone=ZoneInfo("Asia/Kathmandu")), "2026-11-22, 19:50 UTC+05:45"),
        (HouseStyle(zone=ZoneInfo("Pacific/Kiritimati")), "23 November 2026, 04:05 UTC+14:00"),
        (HouseStyle(language="zh-hans", zone=ZoneInfo("Asia/Shanghai")), "2026年11月22日 22:05（北京时间）"),
        (HouseStyle(language="zh-hans"), "2026年11月22日 14:05（UTC）"),
        (HouseStyle(language="zh-hans", dates="iso"), "2026-11-22 14:05（UTC）"),
    ],
)
def test_a_moment_is_told_by_the_houses_clock_with_its_zone(style, moment):
    assert style.moment(MOMENT) == moment
    assert tells_moment(moment, MOMENT)


def test_machines_are_told_a_moment_in_utc():
    assert timestamp(datetime(2026, 11, 22, 15, 5, 7, tzinfo=ZoneInfo("Europe/Berlin"))) == "2026-11-22T14:05:07Z"


def test_a_house_has_its_heading_and_its_words_of_regret_in_its_language():
    assert (HouseStyle().heading, HouseStyle().regret) == ("Corrections", "We regret the error.")
    assert HouseStyle(language="zh-hans").heading == "更正与说明"
    assert [style.language for style in every_language()] == ["en", "zh-hans"]


def test_summer_time_has_its_own_letters():
    assert HouseStyle(zone=ZoneInfo("Europe/London")).moment(MOMENT.replace(month=7)) == "22 July 2026, 15:05 BST"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22 November 2026",
        "22 November 2025, 14:05 UTC",
        "24 November 2026, 14:05 UTC",
        "23 November 2026, 14:05 UTC",
        "22 November 2026, 25:05 UTC",
        "soon, 14:05 UTC",
        "draft, not published",
    ],
)
def test_another_moment_is_not_taken_for_this_one(text):
    assert not tells_moment(text, MOMENT)


def test_a_label_names_the_kind_and_its_number():
    assert HouseStyle().label("concern", 3) == "Under review no. 3"
    assert HouseStyle().label("concern", None) == "Under review"
    assert HouseStyle(language="zh-hans").label("correction", 3) == "更正第3号"
    assert HouseStyle(language="zh-hans").dated_label("correction", None, None) == "更正（草稿，未发布）"


def test_regret_is_said_once_in_whatever_language():
    chinese = HouseStyle(language="zh-hans")
    assert HouseStyle().with_regret("It was so.") == "It was so. We regret the error."
    assert chinese.with_regret("应为2019年。") == "应为2019年。谨向读者致歉。"
    assert chinese.with_regret("It was so.") == "It was so. 谨向读者致歉。"
    assert chinese.with_regret("It was so. We regret the error.") == "It was so. We regret the error."


def test_every_language_offers_a_wording_wherever_english_does():
    english, chinese = HouseStyle().offers(), HouseStyle(language="zh-hans").offers()
    assert english.keys() == chinese.keys()
    assert {name for name, offer in english.items() if offer} == {name for name, offer in chinese.items() if offer}
    for name, offer in english.items():
        assert sorted(wording.blanks(offer)) == sorted(wording.blanks(chinese[name])), name


def test_a_list_of_chinese_notices_does_without_the_opening_that_is_offered():
    offer = HouseStyle(language="zh-hans").offers()["correction"]
    told = wording.filled(offer, what="年份", right="2019", wrong="2021")
    assert wording.without_opening(told) == "年份有误：应为2019，而非2021。"


@pytest.mark.parametrize(
    ("told", "warning"),
    [
        ("昨天的报道中，年份有误：应为2019年，而非2021年。", "without its year"),
        ("本文此前版本中，11月22日有误：应为2019年，而非2021年。", "without its year"),
        ("如上所述，年份有误：应为2019年，而非2021年。", "points elsewhere"),
        ("本报记者误将2019年写作2021年。", "names who made the error"),
        ("本文已作修改：应为2019年，而非2021年。", "“changes”"),
    ],
)
def test_a_chinese_wording_is_looked_at_too(told, warning):
    asked = {"right": ["2019"], "wrong": ["2021"], "withheld": False, "has_source": True, "days_late": None}
    assert [warning in one.sentence for one in wording.warnings(told, kind="correction", **asked)] == [True]


def test_a_chinese_wording_with_its_years_is_nothing_to_look_at_again():
    told = "本文此前版本中，成立日期有误：应为2019年2月14日，而非2021年2月14日。"
    asked = {"right": ["2019"], "wrong": ["2021"], "withheld": False, "has_source": True, "days_late": None}
    assert list(wording.warnings(told, kind="correction", **asked)) == []
