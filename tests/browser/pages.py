"""Every page of the product in the states that are looked at, with the articles that they show."""

from dataclasses import dataclass, replace
from functools import cache

from django.template.loader import render_to_string

from corrections.pages.house import House
from corrections.pages.lists import HomePage
from corrections.pages.log import LogPage
from newsroom.content_security import POLICY
from tests.browser.gestures import correct

CROWDED = """\
---
title: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
---
One two three four five six seven eight nine ten.

Eleven https://example.org/a-very-long-address-without-any-space-in-it-that-goes-on-and-on-for-ever?and=ever twelve.

| A | wide | table | with | many | columns | that | are | all | there |
|---|---|---|---|---|---|---|---|---|---|
| Alabama | California | Delaware | Georgia | Hawaii | Idaho | Kansas | Louisiana | Maine | Nebraska |

```
a_line_of_code = that_is_much_longer_than(any_screen, is_wide) and that_goes_on("without", "end", and_ever) or_ever()
```
"""

QUAY = """\
---
title: A quay of 1962 and its cranes
author: Ana Sousa
date: 2026-11-02
---
The quay was built for ships that came no more, and it was paid for by the town. It had 14 cranes, nine of them from \
Ghent, and the last was taken down in 1998, when the river had been too shallow for anything but rowing boats for years.

## What stood there in 1970

- The harbour office, with 3 doors.
- A *weighhouse* of brick, built in 1901, in which [the old scales](https://example.org/scales) can still be seen.
    1. Scales for ships.
    2. Scales for carts.

| Crane | Lifted | Built |
|-------|-------:|-------|
| Great | 25 t   | 1963  |
| Small | 4 t    | 1964  |

The keeper typed `crane --lift 25` each morning.

```
lift(25, "tonnes")
lower(3)
```

> “We were proud of it,” said Ines Rocha, who drove the great crane.

<figure><img src="/static/admin/img/icon-yes.svg" alt="The quay" width="64" height="64"><figcaption>The quay in 1971, \
seen from the north.</figcaption></figure>

![The great crane](/static/admin/img/icon-yes.svg)

The council has since built a park there.[^1] Nobody had asked the neighbours about it before then, and many of them \
have not forgotten it.

[^1]: The park has 40 benches and a pond.
"""
ASKED = "Nobody had asked the neighbours about it before then, and many of them have not forgotten it."

HARBOUR = """\
---
title: العاصفة تقتلع 40 شجرة في ميناء هارويتش
author: ليلى حداد
date: 2026-11-20
lang: ar
---
اقتلعت العاصفة التي ضربت المدينة في **14 مايو 2021** نحو مئات الأشجار، بحسب ما أعلنه المجلس البلدي. وقالت هيئة الأرصاد \
(Met Office) إن سرعة الرياح بلغت 110 كم/س.

كانت أسوأ عاصفة منذ عام 1987، وبلغت كلفتها 2 مليون جنيه.

## ما الذي أُغلق؟

- أُغلق الميناء يومين.
- فقدت المكتبة سقفها، كما في [تقرير BBC News](https://example.org/).

| المكان | الأشجار | السرعة |
|--------|--------:|:------:|
| الساحة | 25 | 110 km/h |
| الرصيف | 15 | 95 km/h |

> «كنا محظوظين»، قالت رئيسة البلدية جين سميث.

```
gusts = [110, 95]
```
"""


@dataclass(frozen=True)
class Articles:
    """The slugs of the articles that the pages show."""

    crowded: str = ""
    quay: str = ""
    short: str = ""
    long: str = ""
    harbour: str = ""


@cache
def articles(server, desk) -> Articles:
    """One that is unruly, one with a note wherever there can be one, one with a single notice, one with 100, and one
    that runs from right to left."""
    return Articles(_crowded(desk), _quay(desk), _short(desk), ledger(server, 100), harbour(desk))


def _crowded(desk) -> str:
    """Every word of one line is corrected, published or in draft, and the rest has no room to break."""
    slug = desk.article(CROWDED, public=True)
    numbers = "one two three four five six seven eight nine ten".split()
    notes = [
        desk.draft(slug, word if word != "one" else "One", f"{word}-{word}", f"It is {word}, {word} and {word}. " * 4)
        for word in numbers[:8]
    ]
    notes.append(desk.draft(slug, "Eleven", "Twelve", "An_unbroken_wording_" * 8))
    notes.append(
        desk.draft(slug, "Delaware", "Dover", "It is Dover.", source_url="https://example.org/" + "long-" * 30)
    )
    notes.append(desk.whole(slug, "It is under review.", kind="concern"))
    desk.publish(slug, *notes)
    desk.draft(slug, "nine", "9", "It is 9.")
    desk.draft(slug, "ten", "10", "It is 10.", source_title="A title " * 20)
    return slug


def _quay(desk) -> str:
    """Notes in the headline, a list, a table, code, a caption and a footnote; comments that overlap; a retraction."""
    slug = desk.article(QUAY, public=True)

    def misstated(what, right):
        return f"An earlier version of this article misstated {what}. {right}"

    desk.publish(
        slug,
        desk.draft(slug, "1962", "1963", misstated("the year in its headline", "It was 1963."), field="title"),
        desk.draft(
            slug,
            "14 cranes",
            "12 cranes",
            misstated("how many cranes stood there", "There were 12, not 14."),
            source_url="https://example.org/quay-register",
            source_title="Harbour register, volume 3",
        ),
        desk.draft(slug, "nine of them from Ghent, and the last was", None, "The register does not name the yard."),
        desk.draft(slug, "the last was taken down in 1998", None, "The council has found no record of that year."),
        desk.draft(slug, "1970", "1971", misstated("when all this stood there", "It was in 1971, not in 1970.")),
        desk.draft(slug, "3 doors", "4 doors", misstated("the number of doors", "There are 4.")),
        desk.draft(slug, "1901", "1910", misstated("when the weighhouse was built", "It was in 1910.")),
        desk.draft(slug, "4 t", "5 t", misstated("what the small crane lifted", "It was 5 tonnes, not 4.")),
        desk.draft(slug, "crane --lift 25", "crane --lift 20", misstated("the command", "It lifts 20 tonnes.")),
        desk.draft(slug, "lift(25", "lift(20", misstated("the first line of the programme", "It lifts 20.")),
        desk.draft(slug, "lower(3)", "lower(4)", misstated("the second line of the programme", "It is 4.")),
        desk.draft(slug, "in 1971, seen", "in 1972, seen", misstated("the year of a picture", "It was 1972.")),
        desk.draft(slug, "40 benches", "44 benches", misstated("the number of benches", "There are 44.")),
    )
    desk.publish(
        slug,
        desk.draft(
            slug, ASKED, "The neighbours were asked twice.", "The neighbours were asked, twice.", kind="clarification"
        ),
        desk.draft(slug, "Ines Rocha", "Inês da Rocha", "She is Inês da Rocha, not Ines Rocha.", severity="serious"),
        desk.whole(slug, "We are reviewing this article because two readers have told us more.", kind="concern"),
        desk.whole(slug, "Example News has retracted this article because its source is a forgery.", "retraction"),
    )
    return slug


def _short(desk) -> str:
    slug = desk.article("# A short walk\n\nIt is 3 km to the lighthouse, and the path is dry.\n", public=True)
    desk.publish(slug, desk.draft(slug, "3 km", "5 km", "An earlier version misstated how far it is. It is 5 km."))
    return slug


def harbour(desk) -> str:
    """An Arabic article with notes in its headline, its text, its list and its table, worded in three scripts."""
    slug = desk.article(HARBOUR, public=True)
    desk.publish(
        slug,
        desk.draft(slug, "40 شجرة", "50 شجرة", "ذكرت نسخة سابقة من العنوان 40 شجرة، والصحيح 50.", field="title"),
        desk.draft(slug, "14 مايو 2021", "14 مايو 2019", "本文此前版本中，日期有误：应为2019年，而非2021年。"),
        desk.draft(
            slug,
            "1987",
            "1986",
            "An earlier version of this article misstated the year. It is 1986, not 1987.",
            severity="serious",
            source_url="https://example.org/council",
            source_title="المجلس البلدي",
        ),
        desk.draft(slug, "يومين", "ثلاثة أيام", "أُغلق الميناء ثلاثة أيام لا يومين."),
        desk.draft(slug, "95 km/h", "96 km/h", "كانت السرعة 96 km/h لا 95 km/h."),
        desk.draft(slug, "Met Office", None, "The forecaster (مكتب الأرصاد) confirmed it.", kind="clarification"),
    )
    desk.draft(slug, "محظوظين", "محظوظين جدًا")
    return slug


def ledger(server, count: int) -> str:
    """An article with so many notices, one a paragraph; imported by command, since forms would take their time."""
    slug = f"ledger-{count}"
    lines = [
        f"In {year} the town council met twice, and nobody wrote down what was said there, by whom, or to what end."
        for year in range(1801, 1801 + count)
    ]
    notes = [
        {
            "type": "Annotation",
            "motivation": "editing",
            "body": [
                {"type": "TextualBody", "purpose": "editing", "value": str(year - 400)},
                {
                    "type": "TextualBody",
                    "purpose": "commenting",
                    "value": f"An earlier version of this article misstated a year. It was {year - 400}, not {year}.",
                },
            ],
            "target": [{"source": slug, "selector": [{"type": "TextQuoteSelector", "exact": str(year)}]}],
        }
        for year in range(1801, 1801 + count)
    ]
    server.import_article(slug, "\n\n".join(["# What nobody wrote down", *lines]), notes)
    return slug


@dataclass(frozen=True)
class Page:
    """path: where it is. act: what is done there. status: of its answer. html: what is served there instead."""

    path: str = "/given/"
    act: object = None
    status: int = 200
    html: object = None


def _delete(page) -> None:
    page.get_by_role("link", name="Delete…").first.click()
    page.get_by_role("heading", name="Delete this draft?").wait_for()


def _publish(page):
    page.locator("#bar a[data-sheet]").click()
    page.get_by_role("dialog").wait_for()


def _sign_in_wrongly(page):
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in").click()
    page.locator(".trouble").wait_for()


def _unfold(page):
    for summary in page.locator(":is(.notice, .kept) summary").all():
        summary.click()


def _look_first(page):
    text = "# Another quay\n\nIt has a thousandandmorecranesinonewordthatislong.\n\n## And more\n"
    page.locator("[name=text]").fill(text)
    page.get_by_role("button", name="Import").click()
    page.locator(".foreseen").wait_for()


def _rendered(template, page=None):
    house = House("Example News", "https://example.org/policy", "")
    page = page and replace(page, house=house)
    return lambda: render_to_string(template, {"house": house, "page": page})


ERRORS = ("400", "403", "403_csrf", "404", "413", "500")
DESK = {
    "desk": lambda slugs: Page("/desk/"),
    "import": lambda slugs: Page("/desk/new-article/"),
    "next revision": lambda slugs: Page(f"/desk/new-article/?slug={slugs.quay}", _look_first),
    "search": lambda slugs: Page("/desk/search/"),
    "search with places": lambda slugs: Page("/desk/search/?q=the"),
    "search without": lambda slugs: Page("/desk/search/?q=zeppelin"),
    "desk article": lambda slugs: Page(f"/desk/articles/{slugs.crowded}/"),
    "desk article from right to left": lambda slugs: Page(f"/desk/articles/{slugs.harbour}/", _unfold),
    "card": lambda slugs: Page(f"/desk/articles/{slugs.crowded}/", lambda page: correct(page, "twelve")),
    "sheet": lambda slugs: Page(f"/desk/articles/{slugs.crowded}/", _publish),
    "deletion": lambda slugs: Page(f"/desk/articles/{slugs.crowded}/", _delete),
}
READERS = {
    "home": lambda slugs: Page("/"),
    "home without articles": lambda slugs: Page(
        html=_rendered("corrections/public/home.html", HomePage((), None, None, None))
    ),
    "article": lambda slugs: Page(f"/articles/{slugs.crowded}/"),
    "article with notes everywhere": lambda slugs: Page(f"/articles/{slugs.quay}/", _unfold),
    "article as corrected": lambda slugs: Page(f"/articles/{slugs.quay}/?view=corrected"),
    "article as first published": lambda slugs: Page(f"/articles/{slugs.crowded}/?view=original"),
    "article compared": lambda slugs: Page(f"/articles/{slugs.quay}/?view=comparison", _unfold),
    "long words compared": lambda slugs: Page(f"/articles/{slugs.crowded}/?view=comparison"),
    "article with one notice": lambda slugs: Page(f"/articles/{slugs.short}/"),
    "article with a hundred": lambda slugs: Page(f"/articles/{slugs.long}/"),
    "article with tables and code": lambda slugs: Page("/articles/utf-8-story/"),
    "article in Chinese": lambda slugs: Page("/articles/voyager-golden-record/"),
    "article from right to left": lambda slugs: Page(f"/articles/{slugs.harbour}/", _unfold),
    "comparison from right to left": lambda slugs: Page(f"/articles/{slugs.harbour}/?view=comparison"),
    "revision": lambda slugs: Page(f"/articles/{slugs.crowded}/revisions/1/"),
    "log": lambda slugs: Page("/corrections/"),
    "log without notices": lambda slugs: Page(
        html=_rendered("corrections/public/log.html", LogPage((), None, None, None))
    ),
    "log filtered": lambda slugs: Page("/corrections/?kind=correction&severity=serious&month=2026-11&q=article"),
    "log without what is asked for": lambda slugs: Page("/corrections/?kind=retraction&q=zeppelin"),
    "log refused": lambda slugs: Page("/corrections/?kind=x", status=400),
    "figures": lambda slugs: Page("/corrections/figures/"),
    "sign-in": lambda slugs: Page("/sign-in/?next=/desk/"),
    "sign-in refused": lambda slugs: Page("/sign-in/", _sign_in_wrongly),
    "error": lambda slugs: Page("/nowhere/", status=404),
    **{f"error {name}": lambda slugs, name=name: Page(html=_rendered(f"{name}.html")) for name in ERRORS},
}
PAGES = READERS | DESK


def visit(page, slugs: Articles, name: str, complaints) -> None:
    """Go to a page and do there what is done; pages that no request leads to are served as the server would."""
    asked = PAGES[name](slugs)
    if asked.status != 200:
        complaints.expect(f"{asked.status}: GET {asked.path.split('?')[0]}")
    if asked.html:
        policy = {"Content-Security-Policy": POLICY}
        page.route(
            f"**{asked.path}",
            lambda route: route.fulfill(body=asked.html(), content_type="text/html; charset=utf-8", headers=policy),
        )
    page.goto(asked.path)
    if asked.act:
        asked.act(page)
