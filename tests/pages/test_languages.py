"""The house speaks Chinese to its readers and editors, and each article its own language, in its own direction."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.test import Client

from corrections import bounded
from corrections.models import Span
from corrections.pages.house import direction, language_of_wording, tag
from corrections.telling import told
from corrections.text import Refusal, Sentence
from tests import jobs
from tests.pages.reading import read

HARBOUR = """---
title: العاصفة تقتلع 40 شجرة
author: ليلى حداد
lang: ar
---

اقتلعت العاصفة 40 شجرة (Met Office).

كانت الأسوأ منذ 1987.
"""
TREES = """---
title: הסערה עקרה 40 עצים
lang: he
---

הסערה עקרה 40 עצים.
"""
ENGLISH = re.compile(r"[A-Za-z’']+(?: [A-Za-z’']+)+")
NAMES = {"Example News", "Ctrl Enter", "Ada Byron", "two days"}  # the last of the article, quoted in its history
OTHERS_WORDS = {"script", "style", "head", "q", "bdi", "del", "datalist", "code", "data"}  # or hashes
UNSAID = {"data-keys", "data-at"}  # keys, and what they are for: the script's own


@pytest.fixture
def chinese(settings):
    """The house speaks Chinese from now on."""
    settings.LANGUAGE_CODE = settings.ERRATUM_LANGUAGE = "zh-hans"


@pytest.fixture
def desk(editor):
    """A browser in which an editor is signed in."""
    client = Client()
    client.force_login(editor)
    return client


def english(response):
    """What a page says in English outside of articles: texts of two words or more, and the attributes that are read."""
    page = read(response.content)
    found = []

    def look(element):
        if element.attributes.get("lang", "zh-Hans") not in ("zh-Hans", ""):
            return
        if element.name in OTHERS_WORDS or "words" in element.classes:
            return
        if element.is_within("p", class_="sources"):
            return
        found.extend(element.attributes.get(name) or "" for name in ("title", "aria-label", "placeholder", "alt"))
        found.extend(
            value or ""
            for name, value in element.attributes.items()
            if name.startswith("data-") and name not in UNSAID and " " in (value or "")
        )
        for part in element.parts:
            if isinstance(part, str):
                found.append(part)
            else:
                look(part)

    look(page.one("body"))
    told = [words for text in found for words in ENGLISH.findall(" ".join(text.split()))]
    return [words for words in told if words not in NAMES]


@pytest.fixture
def busy(storm, draft, published, import_text, noon):
    """The article with notes of many kinds, an amended one, a lost one and drafts; all worded in Chinese."""
    sources = (("市议会", "https://example.org/a"), ("年报", ""))
    first = published(
        storm, "40", "50", wording="应为50棵，而非40棵。", apology=True, sources=sources, severity="serious"
    )
    published(storm, "40", "45", wording="应为45棵。", amends=first, when=noon + timedelta(days=1))
    published(storm, "1987", "1986", wording="应为1986年，而非1987年。")
    published(storm, ["25", "15"], None, kind="clarification", wording="表中数字为估计。")
    published(storm, kind="editors_note", wording="本文另有补充报道。")
    published(storm, "roof", "tower", kind="minor_fix", wording="文字。")
    draft(storm, "Jane", "Joan", wording="姓名应为{right}。")
    draft(storm, "two days", "three days", wording="")
    import_text("storm", storm.latest_revision.source.replace("two days", "four days"))
    return storm


PUBLIC = ["/", "/articles/storm/", "/articles/storm/?view=corrected", "/articles/storm/?view=original", "/corrections/"]
PUBLIC += [
    "/articles/storm/?view=comparison",
    "/articles/storm/revisions/1/",
    "/sign-in/?next=/desk/",
    "/nowhere/",
    "/corrections/?q=nothing&kind=update",
    "/corrections/?kind=x",
    "/corrections/figures/",
]
DESK = ["/desk/", "/desk/?q=nothing", "/desk/new-article/", "/desk/new-article/?slug=storm", "/desk/articles/storm/"]
DESK += ["/desk/articles/storm/notes/new/?exact=crews", "/desk/articles/storm/notes/new/?whole=1"]
DESK += ["/desk/articles/storm/notes/new/?exact=2.%20The", "/desk/articles/storm/notes/new/?exact=nowhere"]
DESK += ["/desk/articles/storm/publication/", "/desk/notes/{draft}/", "/desk/notes/{draft}/deletion/"]
DESK += ["/desk/notes/{newest}/amendment/", "/desk/spans/{lost}/place/"]
DESK += ["/desk/review/", "/desk/articles/storm/submission/", "/desk/notes/{draft}/submission/"]
DESK += ["/desk/articles/storm/history/", "/desk/search/", "/desk/search/?q=1987", "/desk/search/?q=nothing"]


@pytest.mark.parametrize("address", PUBLIC)
def test_readers_get_no_english_from_a_chinese_house(busy, chinese, address):
    response = Client().get(address)
    assert english(response) == []
    assert read(response.content).one("html").attributes["lang"] == "zh-Hans"


def test_editors_get_no_english_from_a_chinese_house(busy, chinese, desk):
    notes = {note.number: note.pk for note in busy.notes.all()}
    drafts = list(busy.notes.drafts())
    lost = Span.objects.lost().get(note__in=drafts).pk
    named = {"draft": drafts[0].pk, "newest": notes[2], "lost": lost}
    told = {address: english(desk.get(address.format(**named))) for address in DESK}
    assert told == {address: [] for address in DESK}


def test_what_an_editor_is_refused_is_told_in_chinese_with_their_own_words(storm, chinese, desk, draft):
    draft(storm, "Jane", "Joan")
    sent = {"kind": "correction", "severity": "standard", "wording": "x", "replacement": ""}
    page = read(desk.post("/desk/articles/storm/notes/new/", sent | {"exact": "no such words"}).content)
    assert page.one("ul", class_="errorlist").text == "文中没有前后文与此相符的“no such words”。请重新复制这些文字。"
    page = read(
        desk.post("/desk/articles/storm/notes/new/", sent | {"exact": "days.\nThe library", "replacement": "x"}).content
    )
    assert page.one("ul", class_="errorlist").text == "选取的文字跨越了两个列表项。请只在一项内选取。"
    page = read(
        desk.post("/desk/articles/storm/notes/new/", sent | {"exact": "1987", "source_url": "ftp://a.example"}).content
    )
    assert "网址请以https://开头，或留空而只填标题。" in page.one("fieldset").text
    page = read(desk.post("/desk/new-article/", {"text": " "}).content)
    assert page.one("ul", class_="errorlist").text == "文件是空的。请选择有文章的文件。"


def test_what_may_not_be_published_is_told_in_chinese(storm, chinese, desk, draft):
    note = draft(storm, "Jane", "Joan", wording="应为{right}。")
    response = desk.post("/desk/articles/storm/publication/", {"note": note.pk})
    assert read(response.content).one("p", role="alert").text == "“Jane”的更正：“{right}”尚未填写。"
    response = desk.post("/desk/articles/storm/publication/", {})
    assert read(response.content).one("p", role="alert").text == "没有勾选任何一条。请勾选要发布的说明。"


def test_warnings_are_told_in_chinese(storm, chinese, desk, draft):
    draft(storm, "Jane", "Joan", wording="昨天的名字。")
    page = read(desk.get("/desk/articles/storm/publication/").content)
    told = [item.text for item in page.one("ul", class_="warnings").all("li")]
    dated = "日期缺少年份，或用了“昨天”一类说法。请写完整日期。"
    assert f"{dated} 为什么？说明会长期保留在其网址上，多年以后仍有人读。 本编辑台" in told
    assert [one for one in told if ENGLISH.search(one)] == []


def test_the_card_offers_chinese_wordings(storm, chinese, desk):
    page = read(desk.get("/desk/articles/storm/notes/new/?exact=1987").content)
    offered = json.loads(page.one("script", type="application/json").raw_text())
    assert offered["correction"] == "本文此前版本中，{what}有误：应为{right}，而非{wrong}。"
    assert [wording for wording in offered.values() if ENGLISH.search(wording)] == []


def test_a_command_speaks_the_houses_language(storm, chinese, tmp_path):
    with pytest.raises(CommandError, match="没有名为“nobody”的账号。"):
        call_command("import_article", str(tmp_path / "x.md"), user="nobody")
    with pytest.raises(CommandError, match="没有文章“nowhere”。请先导入。"):
        call_command("export_article", "nowhere")


# Sentences


def test_a_sentence_is_told_in_the_language_of_whom_it_is_told_to(settings):
    sentence = Sentence(
        "{name}: {sentence}", name="Saved.", sentence=Sentence("The quote has no words. State the exact words.")
    )
    assert told(sentence) == sentence == "Saved.: The quote has no words. State the exact words."
    settings.LANGUAGE_CODE = "zh-hans"
    assert told(sentence) == "Saved.：引文没有文字。请给出原文。"
    assert told(Refusal(sentence)) == told(sentence)


def test_somebodys_own_words_are_never_translated(settings):
    settings.LANGUAGE_CODE = "zh-hans"
    assert told("Saved.") == "Saved."
    assert told(Sentence("“{field}” would be empty. Keep at least a word of it.", field="{draft}")).startswith(
        "“{draft}”"
    )


def test_a_sentence_travels_between_processes(settings):
    settings.LANGUAGE_CODE = "zh-hans"
    sentence = Sentence("It has {count} words; {most} are plenty.", count=90, most=80)
    assert told(bounded.call(jobs.same, sentence, seconds=60)) == "共有90个词，80个词已足够。"


# Articles in other languages than the house's


def test_an_article_from_right_to_left_is_set_so_and_its_notices_are_not(import_text, published, draft, client, editor):
    article = import_text("harbour-ar", HARBOUR)
    published(article, "1987", "1986", wording="It was 1986, not 1987.")
    published(article, kind="editors_note", wording="كُتب هذا المقال يوم الجمعة.")
    draft(article, "40", "50")
    page = read(client.get("/articles/harbour-ar/").content)
    html, text = page.one("html").attributes, page.one("article").attributes
    assert (html["lang"], html["dir"], text["dir"]) == ("en", "ltr", "rtl")
    assert page.one("h1").attributes["lang"] == page.one("div", class_="body").attributes["lang"] == "ar"
    assert [notice.attributes["dir"] for notice in page.all("div", class_="notice")] == ["ltr", "ltr"]
    assert page.one("aside").attributes["lang"] == "en"
    assert page.one("footer").attributes["dir"] == "ltr"
    assert [wording.attributes.get("lang") for wording in page.all("p", class_="wording")] == ["ar", None]
    client.force_login(editor)
    page = read(client.get("/desk/articles/harbour-ar/").content)
    proof = page.one("article").attributes
    assert (proof["lang"], proof["dir"]) == ("ar", "rtl")
    assert {notice.attributes["dir"] for notice in page.all("div", class_="notice")} == {"ltr"}
    assert {aside.attributes["lang"] for aside in page.all("aside")} == {"en"}


def test_titles_of_another_script_keep_their_direction_in_lists(import_text, published, client):
    for slug, source in (("harbour-ar", HARBOUR), ("trees", TREES)):
        article = import_text(slug, source)
        published(article, "40", "50")
    for address in ("/", "/corrections/"):
        links = [
            one for one in read(client.get(address).content).all("a") if one.attributes.get("lang") in ("ar", "he")
        ]
        assert {(one.attributes["lang"], one.attributes["dir"]) for one in links} == {("he", "auto"), ("ar", "auto")}


def test_an_english_article_in_a_chinese_house_stays_english(storm, published, chinese, client):
    published(storm, "40", "50", wording="It was 50.")
    page = read(client.get("/articles/storm/").content)
    assert page.one("h1").attributes["lang"] == page.one("div", class_="body").attributes["lang"] == "en"
    assert page.one("aside").attributes["lang"] == "zh-Hans"
    assert page.one("p", class_="wording").attributes["lang"] == "und-Latn"


@pytest.mark.parametrize(
    ("house", "wording", "language"),
    [
        ("en", "It was 50.", ""),
        ("en", "应为50棵。", "zh"),
        ("en", "كانت 50.", "ar"),
        ("zh-hans", "应为50棵。", ""),
        ("zh-hans", "It was 50.", "und-Latn"),
        ("zh-hans", "Voyager应为50。", ""),
        ("zh-hans", "היו 50.", "he"),
        ("zh-hans", "50", ""),
        ("zh-hans", "", ""),
    ],
)
def test_a_wording_is_set_in_its_own_language(settings, house, wording, language):
    settings.LANGUAGE_CODE = house
    assert language_of_wording(wording) == language


def test_a_language_is_spelled_as_its_tag_is():
    assert [tag(one) for one in ("zh-hans", "EN-gb", "ar", "zh-hans-cn")] == ["zh-Hans", "en-GB", "ar", "zh-Hans-CN"]
    assert [direction(one) for one in ("zh-Hans", "ar", "he-IL", "en")] == ["ltr", "rtl", "rtl", "ltr"]


@pytest.mark.parametrize("name", ["public", "desk", "card", "sheet"])
def test_the_layout_has_no_left_and_no_right(name):
    """All that is laid out follows the direction of its text: start and end, never left and right."""
    physical = r"(?:margin|padding|border)-(?:left|right)\b|(?:padding|margin): \S+ (\S+) \S+ (?!\1;)\S+;"
    lines = Path(finders.find(f"corrections/css/{name}.css")).read_text().splitlines()
    assert [line.strip() for line in lines if re.search(physical, line)] == []
