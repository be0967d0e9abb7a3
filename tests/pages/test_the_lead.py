"""The notice at the top of an exported file: asked for by command or setting, and known again when it comes back."""

import json

from corrections.actions.import_article import import_article
from corrections.exports import check_receipt, corrected_markdown, critic_markup, with_receipt

LEAD = "<!-- lead:begin -->"


def test_what_stands_at_the_top_leads_and_nothing_else_does(storm, published):
    published(storm, "40", "50", wording="It was 50.")
    assert LEAD not in corrected_markdown(storm, lead=True)
    published(storm, "1987", "1986", wording="It was 1986.", severity="serious")
    published(storm, kind="retraction", wording="We have retracted this.")
    exported = corrected_markdown(storm, lead=True)
    lead = exported[exported.index(LEAD) : exported.index("<!-- lead:end -->")]
    assert [told in lead for told in ("It was 50.", "It was 1986.", "We have retracted this.")] == [False, True, True]
    assert LEAD not in corrected_markdown(storm)


def test_a_setting_lets_the_public_file_have_it(storm, published, settings, client):
    published(storm, kind="retraction", wording="We have retracted this.")
    settings.EXPORT_LEAD = True
    exported, receipt = (client.get(f"/articles/storm{rest}").content for rest in (".md", ".receipt.json"))
    assert exported.decode().count("We have retracted this.") == 3  # with front matter and block
    assert check_receipt(exported, receipt).is_ours


def test_a_led_export_that_comes_back_is_known_again(storm, published, editor, client):
    published(storm, "40", "50", wording="It was 50.", severity="serious")
    before = client.get("/articles/storm/").content.decode()
    exported = corrected_markdown(storm, lead=True)
    revision = import_article(exported.encode(), user=editor, slug="storm").revision
    assert (revision.own_erratum, revision.title) == (True, "Storm fells 40 trees in Harwich")
    assert corrected_markdown(storm, lead=True) == exported
    assert LEAD not in corrected_markdown(storm) + critic_markup(storm)
    assert client.get("/articles/storm/").content.decode().count("It was 50.") == before.count("It was 50.")
    published(storm, "1987", "1986")
    assert "since 1986" in corrected_markdown(storm, lead=True)


def test_a_lead_that_was_written_in_is_kept_as_text(storm, published, editor):
    published(storm, kind="retraction", wording="We have retracted this.")
    other = corrected_markdown(storm, lead=True).replace(
        "retracted this.\n\n<!-- lead:end", "kept it.\n\n<!-- lead:end"
    )
    assert not import_article(other.encode(), user=editor, slug="storm").revision.own_erratum


def test_the_receipt_tells_the_lead(storm, published):
    published(storm, kind="retraction", wording="We have retracted this.")
    both = with_receipt(storm, lead=True)
    assert [one["what"] for one in json.loads(both.receipt)["splices"]] == [["keys"], ["lead"], ["erratum"]]
    assert check_receipt(both.exported.encode(), both.receipt.encode()).imported is not None


def test_withheld_words_stand_in_no_lead(storm, published):
    published(storm, "lucky", "out", withheld=True, severity="serious", wording="A statement was wrong.")
    exported = corrected_markdown(storm, lead=True)
    assert LEAD in exported
    assert "lucky" not in exported
