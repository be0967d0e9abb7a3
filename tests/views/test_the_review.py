"""The review at the desk: the queue over all articles, what came back, submitting and returning."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from corrections.actions.annotate import places_of, rewrite_note
from corrections.actions.content import Content
from corrections.actions.review import return_note, submit_notes
from corrections.models import EDITOR, STANDARDS_EDITOR, CorrectionNote
from corrections.pages.review import A_PAGE


@pytest.fixture
def reporter(in_groups):
    return in_groups(User.objects.create_user("kate"), EDITOR)


@pytest.fixture
def standards(in_groups):
    return in_groups(User.objects.create_user("rosa"), STANDARDS_EDITOR)


@pytest.fixture
def browser():
    """A function: a browser in which an account is signed in."""

    def browser(account):
        client = Client()
        client.force_login(account)
        return client

    return browser


@pytest.fixture
def submitted(draft, reporter):
    """A function: a note by the reporter that waits since so many hours."""

    def submitted(article, *words, hours=1, **content):
        note = draft(article, *words, user=reporter, **content)
        submit_notes(article, [note.pk], user=reporter, now=timezone.now() - timedelta(hours=hours))
        return CorrectionNote.objects.get(pk=note.pk)

    return submitted


def page_of(client, address="/desk/review/", **content):
    return client.get(address, content).content.decode()


def waiting(page):
    return [int(pk) for pk in re.findall(r'id="waiting-(\d+)"', page)]


def form(*notes):
    return {"note": [note.pk for note in notes], "seen": [f"{note.pk}-{note.version}" for note in notes]}


def test_what_waits_longest_stands_on_top_whatever_its_article(
    storm, import_text, submitted, browser, standards, draft
):
    rain = import_text("rain", "# Rain in Harwich\n\nIt rained for 40 days.\n")
    late, first, last = (
        submitted(storm, "40", "50", hours=5),
        submitted(rain, "40", "41", hours=50),
        submitted(storm, "1987", "1"),
    )
    draft(storm, "Jane", "Mary")
    assert waiting(page_of(browser(standards))) == [first.pk, late.pk, last.pk]


def test_each_is_shown_as_readers_will_see_it_with_who_submitted_it_and_how_late_it_is(
    storm, submitted, browser, standards
):
    day = timezone.localdate() - timedelta(days=9)
    submitted(storm, "40", "50", hours=50, severity="serious", reported_on=day, wording="It is 50, not 40.")
    page = page_of(browser(standards))
    assert "1 correction waits for review" in page
    assert re.search(
        r"Waiting since .* UTC, submitted by kate · <b>2 days</b> · <b>error reported 9 days ago</b>", page
    )
    assert re.search(r"Correction · serious.*It is 50, not 40\..*<del[^>]*>40</del>.*<ins[^>]*>50</ins>", page, re.S)
    assert "Storm fells 40 trees in Harwich" in page
    assert re.search(r"drafted by kate, .* · submitted by kate, ", page)


def test_many_of_several_articles_are_published_in_one_go(storm, import_text, submitted, browser, standards):
    rain = import_text("rain", "# Rain in Harwich\n\nIt rained for 40 days.\n")
    notes = [submitted(storm, "40", "50"), submitted(rain, "40", "41")]
    client = browser(standards)
    answer = client.post("/desk/review/publication/", form(*notes), follow=True)
    assert "2 corrections in 2 articles are published, " in answer.content.decode()
    assert "Nothing waits for review" in answer.content.decode()
    assert len(set(CorrectionNote.objects.filter(pk__in=[n.pk for n in notes]).values_list("published_at"))) == 1


def test_what_cannot_be_published_is_said_and_the_ticks_stay(storm, submitted, browser, standards):
    fine, changed = submitted(storm, "40", "50"), submitted(storm, "1987", "1986")
    sent = form(fine, changed)
    CorrectionNote.objects.filter(pk=changed.pk).update(version=2)
    answer = browser(standards).post("/desk/review/publication/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Storm fells 40 trees in Harwich: Correction on “1987”: It was changed while you looked at it." in page
    assert len(re.findall(r'name="note"[^>]* checked', page)) == 2
    assert not CorrectionNote.objects.filter(article=storm, status="published").exists()


def test_nothing_ticked_is_told(storm, submitted, browser, standards):
    submitted(storm, "40", "50")
    answer = browser(standards).post("/desk/review/publication/")
    assert (answer.status_code, b"Nothing is ticked." in answer.content) == (422, True)


def test_one_is_returned_right_there_and_its_author_finds_it(storm, submitted, browser, standards, reporter):
    note = submitted(storm, "40", "50")
    address = f"/desk/notes/{note.pk}/return/"
    answer = browser(standards).post(address, {"remark": "", "queue": "1"})
    assert (answer.status_code, b"Say in a sentence what is to be changed" in answer.content) == (422, True)
    assert browser(standards).post(address, {"remark": "Who counted?", "queue": "1"})["Location"] == "/desk/review/"
    theirs = browser(reporter)
    page = page_of(theirs)
    assert re.search(r"Returned to you.*rosa returned this:</b> Who counted\?", page, re.S)
    assert "Review · 1 returned" in page
    for address in ("/desk/articles/storm/", f"/desk/notes/{note.pk}/"):
        assert "rosa returned this:</b> Who counted?" in page_of(theirs, address)
    assert theirs.post(f"/desk/notes/{note.pk}/submission/")["Location"] == "/desk/articles/storm/"
    assert "Who counted?" not in page_of(theirs, "/desk/articles/storm/")
    assert waiting(page_of(browser(standards))) == [note.pk]


def test_an_editor_submits_from_the_article_and_is_told(storm, draft, browser, reporter):
    notes = [draft(storm, "40", "50", user=reporter), draft(storm, "1987", "1986", user=reporter)]
    unfit = draft(storm, "Jane", "Mary", user=reporter, wording="")
    client = browser(reporter)
    assert "Submit 3 corrections for review…" in page_of(client, "/desk/articles/storm/")
    sheet = page_of(client, "/desk/articles/storm/submission/")
    assert re.search(rf'id="submit-{unfit.pk}"[^>]* disabled', sheet)
    assert len(re.findall(r'name="note"[^>]* checked', sheet)) == 2
    answer = client.post("/desk/articles/storm/submission/", {"note": [note.pk for note in notes]}, follow=True)
    assert "2 corrections wait for review now." in answer.content.decode()
    answer = client.post("/desk/articles/storm/submission/", {"note": unfit.pk})
    assert (answer.status_code, b"Readers are told nothing yet." in answer.content) == (422, True)


def test_an_editor_sees_the_queue_and_decides_nothing_in_it(storm, submitted, browser, reporter):
    note = submitted(storm, "40", "50")
    page = page_of(browser(reporter))
    assert waiting(page) == [note.pk]
    assert not re.search(r"/return/|/publication/|name=.note.", page)


def test_the_bar_counts_what_waits_for_who_may_publish(storm, submitted, browser, standards, reporter):
    submitted(storm, "40", "50")
    submitted(storm, "1987", "1986")
    for address in ("/desk/", "/desk/articles/storm/"):
        assert "Review · 2</a>" in page_of(browser(standards), address)
        assert "Review</a>" in page_of(browser(reporter), address)


def test_ones_own_cannot_be_ticked_where_a_second_person_is_asked_for(
    storm, draft, browser, editor, other_editor, settings
):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=editor)
    article = page_of(browser(editor), "/desk/articles/storm/")
    assert ("Submit 1 correction for review…" in article, "/publication/" in article) == (True, False)
    submit_notes(storm, [note.pk], user=editor, now=timezone.now())
    tick = rf'id="tick-{note.pk}"[^>]* disabled'
    page = page_of(browser(editor))
    assert (bool(re.search(tick, page)), "You wrote this or changed it last" in page) == (True, True)
    assert not re.search(tick, page_of(browser(other_editor)))
    answer = browser(editor).post("/desk/review/publication/", form(note))
    assert (answer.status_code, CorrectionNote.objects.get(pk=note.pk).status) == (422, "submitted")


def test_a_card_says_what_saving_does_to_a_note_that_waits(storm, submitted, browser, reporter, standards):
    address = f"/desk/notes/{submitted(storm, '40', '50').pk}/"
    assert "Saving it makes it a draft again" in page_of(browser(reporter), address)
    assert "goes on waiting when you save it" in page_of(browser(standards), address)


def test_a_returned_note_is_not_ticked_on_the_publishing_sheet(storm, submitted, browser, standards):
    note, fine = submitted(storm, "40", "50"), submitted(storm, "1987", "1986")
    return_note(note, "Who counted?", user=standards, now=timezone.now())
    sheet = page_of(browser(standards), "/desk/articles/storm/publication/")
    assert re.findall(r'id="tick-(\d+)"[^>]* checked', sheet) == [str(fine.pk)]
    assert "Publish 1 correction…" in page_of(browser(standards), "/desk/articles/storm/")


def test_what_others_are_still_writing_is_not_ticked(storm, draft, submitted, browser, standards, reporter, editor):
    waits, theirs = submitted(storm, "40", "50"), draft(storm, "1987", "1986", user=editor)
    changed = draft(storm, "Jane", "Mary", user=editor)
    own = draft(storm, "lucky", "blessed", user=standards)
    content = Content(replacement="Maria", wording="She is Maria Smith.")
    rewrite_note(changed, places_of(changed)[0], content, version=changed.version, user=standards)
    sheet = page_of(browser(standards), "/desk/articles/storm/publication/")
    ticks = [int(pk) for pk in re.findall(r'id="tick-(\d+)"', sheet)]
    assert (set(ticks[:3]), ticks[3:]) == ({waits.pk, own.pk, changed.pk}, [theirs.pk])
    assert {int(pk) for pk in re.findall(r'id="tick-(\d+)"[^>]* checked', sheet)} == {waits.pk, own.pk, changed.pk}
    assert "Publish 3 corrections…" in page_of(browser(standards), "/desk/articles/storm/")
    browser(standards).post("/desk/articles/storm/publication/", {"note": theirs.pk})
    assert CorrectionNote.objects.get(pk=theirs.pk).is_published
    sheet = page_of(browser(reporter), "/desk/articles/storm/submission/")
    assert (sheet.count('name="note"'), re.findall(r'id="submit-(\d+)"[^>]* checked', sheet)) == (2, [])


def test_where_only_others_write_publishing_is_offered_without_a_number(storm, draft, browser, standards, editor):
    draft(storm, "40", "50", user=editor)
    page = page_of(browser(standards), "/desk/articles/storm/")
    assert re.search(r'<a [^>]*href="/desk/articles/storm/publication/"[^>]*>Publish…</a>', page)


def test_a_long_queue_comes_in_pages_and_asks_a_fixed_number_of_questions(
    import_text, submitted, browser, standards, reporter
):
    client, counts = browser(standards), []
    for count in (1, 3, A_PAGE):
        for number in range(count):
            article = import_text(f"more-{count}-{number}", f"# In {number}\n\nIt blew in 1987 and in {number}.\n")
            submitted(article, "1987", "1986", sources=(("Minutes", ""),))
            back = submitted(article, "blew", "rained")
            return_note(back, "Who says so?", user=standards, now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            page = page_of(client)
        counts.append(len(queries))
    assert (len(set(counts)), counts[0] <= 24) == (1, True), counts
    assert len(waiting(page)) == A_PAGE
    assert len(waiting(page_of(client, page=2))) == 4
    assert "?page=2" in page
    theirs = browser(reporter)
    with CaptureQueriesContext(connection) as queries:
        page_of(theirs)
    assert len(queries) <= 30


def test_the_sheet_publishes_no_other_words_than_it_showed(storm, draft, browser, standards, at):
    note = draft(storm, "40", "50")
    client, address = browser(standards), "/desk/articles/storm/publication/"
    (seen,) = re.findall(r'name="seen" value="([0-9-]+)"', page_of(client, address))
    rewrite_note(
        note, [at(storm, "40")], Content("Other words altogether, says nobody.", "60"), version=1, user=note.author
    )
    answer = client.post(address, {"note": note.pk, "seen": seen})
    assert (answer.status_code, b"It was changed while you looked at it." in answer.content) == (422, True)
