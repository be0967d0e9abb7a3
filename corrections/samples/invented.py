"""Invented articles, for an archive of any size: texts with gaps to fill, and errors in them."""

from dataclasses import dataclass

TOWNS = ("Harwich", "Swanage", "Ipswich", "Lincoln", "Norwich", "Burnley", "Preston", "Salford", "Torquay", "Swindon")
TOWNS_ZH = ("苏州", "无锡", "绍兴", "宁波", "青岛", "烟台", "泉州", "桂林", "大连", "洛阳")


@dataclass(frozen=True, slots=True)
class Error:
    """Words of an article that stand there once, what they become, and what they become when that was wrong too.

    about: what they are about, told without repeating them. field: "" for the body.
    """

    words: str
    right: str
    righter: str
    about: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Invented:
    """An article. name: for slugs; source: Markdown with {town}, {date} and {reference} in it."""

    name: str
    language: str
    source: str
    errors: tuple[Error, ...]


_STORM = """---
title: "Storm fells 140 trees in {town}"
date: {date}
author: Ada Byron
lang: en
reference: {reference}
---

The storm of **Tuesday night** felled 140 trees in {town}, the council said, and closed the harbour for two days.

It was the worst since 1987, and it cost £12 million, according to a first count by the insurers.

## What was lost

- The library lost its roof, and some 900 books.
- The pier lost 11 of its lamps.
- The market hall stood under *40 centimetres* of water.

| Place | Trees | Roofs |
|-------|------:|------:|
| Green | 85    | 3     |
| Quay  | 55    | 19    |

The mayor, Jane Smith, thanked the crews. “We were lucky,” she said. “Nobody was hurt.”

The lifeboat went out six times, and [the coastguard](https://example.org/coastguard) counted 23 boats adrift.

Schools stay closed until Friday. The trains to London run again from Thursday.
"""

_BUDGET = """---
title: "{town} spends 31 million pounds on its hospital"
date: {date}
author: Grace Marlowe
lang: en
reference: {reference}
---

# A new wing

The hospital of {town} gets a new wing with 240 beds, for 31 million pounds, the trust decided by *nine votes to four*.

Building begins in **March** and takes three years. The old wing, of 1934, will be torn down in the end.

> “It is the largest sum that we have ever spent,” said Dr Peter Lowe, who leads the trust.

The wing has 14 operating theatres, a helicopter pad and a garden of two acres.

1. The first ward opens for children.
2. The second ward follows a year later.
3. The laboratory comes last.

Critics say that 60 nurses are missing already. The trust employs 2,700 people and treats 88,000 patients a year.

A petition against the car park for 500 cars had 3,100 names when it was handed over on Monday.
"""

_RIVER = """---
title: "Salmon are back in the river at {town} after 90 years"
date: {date}
author: Ines Rocha
lang: en
reference: {reference}
---

Salmon swim in the river at {town} again, for the first time in 90 years, biologists of the university report.

They counted 412 fish at the weir, which was opened in 2014 by a ladder of 22 steps.

The water was so dirty in 1957 that *nothing lived in it at all*, said Miriam Hale, who leads the count.

## How it was cleaned

Two tanneries closed, a sewage plant was built for £45 million, and the mills gave up their turbines.

- Phosphates fell by 70 per cent.
- Oxygen doubled between 1996 and 2009.

Anglers may keep one fish a day from May to August. The licence costs **£18**, and 640 have been sold.

An otter was seen as well, by a school class of 27 children, near the old bridge.
"""

_MUSEUM = """---
title: "A Roman coin of {town} turns out to be a copy of 1880"
date: {date}
author: Tom Okafor
lang: en
reference: {reference}
---

A gold coin that the museum of {town} has shown since 1923 is a copy, made in about 1880, X-rays have shown.

It weighs *7.1 grams*, and the real ones weigh 8.4 grams.

The museum paid 300 guineas for it to a dealer named Edmund Voss, who was convicted of fraud four years later.

> “We keep it on show,” said the director, Ruth Adler, “with another label.”

The collection holds 5,200 coins, of which 61 are of gold. Three other pieces are being examined in **Oxford**.

The museum is open daily from ten to five. Admission is £6, and free on Sundays.

The show was seen by 34,000 people last year, `2,000` more than the year before.
"""

_FOOTBALL = """---
title: "{town} win the cup on penalties before 18,000"
date: {date}
author: Sam Carter
lang: en
reference: {reference}
---

{town} have won the cup for the third time, by five penalties to four, before 18,000 people.

The score was 2-2 after *ninety minutes*. Joe Barnes scored after 12 minutes, and Luca Ferri with a header after 71.

The goalkeeper, Ali Demir, saved two penalties. He is 39 and has played 512 games for the club.

| Year | Opponent | Score |
|------|----------|-------|
| 1958 | Rovers   | 1-0   |
| 1991 | Albion   | 3-2   |

The referee showed seven yellow cards and a red one. The trainer, Hanna Lindqvist, has led the club for **five** years.

Twenty coaches took the supporters home. The police counted four arrests.
"""

_WATER = """---
title: "{town}新桥造价为三亿元"
date: {date}
author: 陈静
lang: zh-Hans
reference: {reference}
---

{town}新桥昨天通车，全长一千二百米，造价为三亿元。

大桥于**二〇一八年**开工，工期四年，由省交通厅设计。

## 通车以后

- 每天有五万辆车过桥。
- 渡船停运，船员二十六人转岗。

市长李明说：“这座桥让两岸的路程缩短了*四十分钟*。”

旧桥建于一九五六年，将改作步行道。桥头公园占地九公顷，明年春天开放。

过桥费为每车十元，公交车免费。
"""

_SCHOOL = """---
title: "{town}中学庆祝建校八十周年"
date: {date}
author: 王芳
lang: zh-Hans
reference: {reference}
---

{town}中学上周六庆祝建校八十周年，三千名校友返校。

学校创办于**一九四四年**，第一任校长是张伯年。

现有学生二千四百人，教师一百六十人。图书馆藏书十二万册。

> “我们的教室当年只有六间，”九十一岁的校友刘桂英说。

- 新体育馆耗资四千万元。
- 操场将于十月重铺。

校史展览展出照片三百张，展期到年底。
"""


def _all(*errors: str) -> tuple[Error, ...]:
    """Errors as they are written below: field or nothing, words, right, righter, about, with bars between."""
    return tuple(
        Error(words, right, righter, about, field)
        for field, words, right, righter, about in (map(str.strip, one.split("|")) for one in errors)
    )


INVENTED = (
    Invented("storm", "en", _STORM, _all(
        "title|140 trees|150 trees|145 trees|the number of trees",
        "|felled 140 trees|felled 150 trees|felled 145 trees|the number of trees",
        "|two days|three days|four days|how long the harbour was closed",
        "|since 1987|since 1990|since 1991|the last such storm",
        "|£12 million|£14 million|£15 million|the cost",
        "|some 900 books|some 9,000 books|some 7,000 books|the books that were lost",
        "|11 of its lamps|17 of its lamps|18 of its lamps|the lamps of the pier",
        "|40 centimetres|14 centimetres|15 centimetres|how high the water stood",
        "|Jane Smith|Joan Smith|Joan Smythe|the mayor’s name",
        "|six times|nine times|eight times|the lifeboat",
        "|23 boats|32 boats|31 boats|the boats adrift",
        "|until Friday|until Monday|until Tuesday|the schools",
    )),
    Invented("hospital", "en", _BUDGET, _all(
        "title|31 million pounds|13 million pounds|18 million pounds|the sum",
        "|240 beds|140 beds|150 beds|the number of beds",
        "|nine votes to four|eight votes to five|seven votes to five|the vote",
        "|March|May|June|when building begins",
        "|of 1934|of 1943|of 1944|the age of the old wing",
        "|Peter Lowe|Peter Lowell|Petra Lowell|the name of the trust’s leader",
        "|14 operating theatres|four operating theatres|five operating theatres|the operating theatres",
        "|two acres|three acres|four acres|the garden",
        "|60 nurses|160 nurses|150 nurses|the nurses who are missing",
        "|2,700 people|2,300 people|2,400 people|how many the trust employs",
        "|500 cars|350 cars|360 cars|the car park",
        "|3,100 names|1,300 names|1,400 names|the petition",
    )),
    Invented("salmon", "en", _RIVER, _all(
        "title|90 years|80 years|85 years|how long there were no salmon",
        "|412 fish|214 fish|241 fish|the count",
        "|in 2014|in 2012|in 2011|when the weir was opened",
        "|22 steps|20 steps|21 steps|the ladder",
        "|1957|1975|1974|when the water was dirtiest",
        "|Miriam Hale|Miriam Hall|Marian Hall|who leads the count",
        "|Two tanneries|Three tanneries|Four tanneries|the tanneries",
        "|£45 million|£54 million|£52 million|the sewage plant",
        "|70 per cent|60 per cent|65 per cent|phosphates",
        "|from May to August|from June to August|from June to July|the season",
        "|£18|£28|£27|the licence",
        "|27 children|24 children|25 children|the school class",
    )),
    Invented("coin", "en", _MUSEUM, _all(
        "title|1880|1870|1875|when the coin was made",
        "|since 1923|since 1932|since 1933|how long the coin was shown",
        "|7.1 grams|7.3 grams|7.4 grams|its weight",
        "|8.4 grams|8.1 grams|8.2 grams|the weight of real coins",
        "|300 guineas|30 guineas|35 guineas|the price",
        "|Edmund Voss|Edward Voss|Edward Vos|the dealer",
        "|four years later|five years later|six years later|the conviction",
        "|Ruth Adler|Ruth Alder|Judith Alder|the director’s name",
        "|5,200 coins|2,500 coins|2,600 coins|the collection",
        "|Oxford|Cambridge|Durham|where the pieces are examined",
        "|from ten to five|from ten to six|from nine to six|the opening hours",
        "|34,000 people|43,000 people|42,000 people|the visitors",
    )),
    Invented("cup", "en", _FOOTBALL, _all(
        "title|18,000|16,000|15,000|the attendance",
        "|the third time|the second time|the fourth time|how often the cup was won",
        "|five penalties to four|four penalties to three|five penalties to three|the shoot-out",
        "|2-2|1-1|3-3|the score",
        "|Joe Barnes|John Barnes|Jon Barnes|who scored",
        "|after 71|after 77|after 78|the second goal",
        "|Ali Demir|Ali Demirel|Alim Demirel|the goalkeeper’s name",
        "|is 39|is 36|is 37|the goalkeeper’s age",
        "|512 games|215 games|251 games|his games",
        "|seven yellow cards|six yellow cards|five yellow cards|the cards",
        "|Twenty coaches|Thirty coaches|Forty coaches|the coaches",
        "|four arrests|14 arrests|15 arrests|the arrests",
    )),
    Invented("qiao", "zh-Hans", _WATER, _all(
        "title|三亿元|五亿元|六亿元|造价",
        "|一千二百米|一千五百米|一千六百米|桥长",
        "|二〇一八年|二〇一七年|二〇一六年|开工时间",
        "|工期四年|工期五年|工期六年|工期",
        "|五万辆车|三万辆车|四万辆车|车流量",
        "|二十六人|三十六人|三十五人|船员人数",
        "|李明|李铭|黎铭|市长姓名",
        "|四十分钟|二十分钟|三十分钟|路程",
        "|一九五六年|一九六五年|一九六六年|旧桥年代",
        "|九公顷|六公顷|七公顷|公园面积",
        "|十元|十五元|十二元|过桥费",
        "|省交通厅|市交通局|市规划局|设计单位",
    )),
    Invented("xiaoqing", "zh-Hans", _SCHOOL, _all(
        "title|八十周年|七十周年|七十五周年|校庆",
        "|三千名校友|二千名校友|一千名校友|返校人数",
        "|一九四四年|一九五四年|一九五五年|创办时间",
        "|张伯年|张伯延|章伯延|校长姓名",
        "|二千四百人|一千四百人|一千五百人|学生人数",
        "|一百六十人|一百二十人|一百三十人|教师人数",
        "|十二万册|二十万册|十五万册|藏书",
        "|六间|九间|八间|教室",
        "|九十一岁|八十九岁|九十岁|校友年龄",
        "|四千万元|三千万元|二千万元|体育馆造价",
        "|十月|十一月|十二月|操场",
        "|三百张|二百张|一百张|照片",
    )),
)  # fmt: skip
