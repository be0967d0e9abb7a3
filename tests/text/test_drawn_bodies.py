"""A body with its marks on links and pictures: where a link leads, what a picture shows, and the number behind it."""

from corrections.text import (
    Look,
    Mark,
    SafeHtml,
    TextRange,
    attribute_values,
    attributes_of,
    drawn_body,
    led_attributes,
    render_body,
    text_of,
    values_of,
    with_attributes,
)

BODY = SafeHtml('<p>See <a href="x">the dog</a> <img src="p.png" alt="a dog"> <a href="y"><img src="q.png"></a>.</p>')


def mark(look: Look, replacement: str | None, end: int = 1, number: str = "1", note: str = "n") -> Mark:
    return Mark(TextRange(0, end), "m", note, look, replacement, number, "#n")


def test_words_that_lead_elsewhere_are_marked_as_if_they_were_commented_on():
    drawn = drawn_body(BODY, {"#link.1.href": [mark(Look.STRUCK, "z")], "title": [mark(Look.STRUCK, "T")]})
    assert '<a href="z"><mark class="comment" id="m" data-note="n">the dog</mark></a><a class="no"' in drawn
    assert text_of(drawn) == text_of(BODY)


def test_a_body_as_it_stands_keeps_its_addresses():
    drawn = drawn_body(BODY, {"#link.1.href": [mark(Look.STRUCK, "z")]}, as_it_stands=True)
    assert '<a href="x"><mark' in drawn


def test_a_picture_stands_in_its_mark_with_the_number_outside_of_its_link():
    marks = {"#image.1.alt": [mark(Look.STRUCK, "cat", 5)], "#link.2.href": [mark(Look.RIGHT, "z", note="o")]}
    drawn = drawn_body(BODY, marks)
    framed = '<mark class="comment picture" id="m" data-note="n"><img src="p.png" alt="cat"></mark>'
    assert f'{framed}<a class="no" data-added href="#n" aria-details="n"' in drawn
    framed = '<mark class="comment picture" id="m" data-note="o"><a href="z"><img src="q.png"></a></mark><a class="no"'
    assert framed in drawn


def test_marks_without_a_number_without_a_look_and_on_what_is_gone_draw_nothing_more():
    marks = {"#image.2.src": [mark(Look.STRUCK, "r.png", 5, "")], "#link.9.href": [mark(Look.COMMENT, None)]}
    drawn = drawn_body(BODY, marks)
    assert 'class="no"' not in drawn
    assert '<mark class="comment picture" id="m" data-note="n"><img src="r.png"></mark></a>' in drawn
    assert drawn_body(BODY, {"#link.1.href": [mark(Look.PLAIN, "z")]}) == BODY.replace('href="x"', 'href="z"')
    assert drawn_body(BODY, {"#link.1.href": []}) == drawn_body(BODY, {}) == BODY


def test_two_notes_on_one_picture_both_have_their_numbers():
    marks = {"#image.1.alt": [mark(Look.STRUCK, "cat", 5)], "#image.1.src": [mark(Look.STRUCK, "c.png", 5, "2", "o")]}
    drawn = drawn_body(BODY, marks)
    assert drawn.count("<mark ") == drawn.count("</mark>") == drawn.count('class="no"') == 2
    assert '<img src="c.png" alt="cat"></mark></mark><a class="no"' in drawn


def test_a_withheld_address_is_left_out_and_what_is_said_of_it_stands_behind_its_element():
    said = {name: mark(Look.WITHHELD, f"[no {name}]", 5 if name == "alt" else 1, "") for name in ("href", "src", "alt")}
    marks = {"#link.1.href": [said["href"]], "#image.2.src": [said["src"]], "#image.1.alt": [said["alt"]]}
    marks["#link.2.href"] = [mark(Look.STRUCK, "z", number="2", note="o")]
    drawn = drawn_body(BODY, marks)

    def gap(words: str) -> str:
        return f'<span data-added> </span><span class="withheld" data-added dir="auto">{words}</span>'

    assert f'<p>See <a>the dog</a>{gap("[no href]")} <img src="p.png" alt="[no alt]"> ' in drawn
    picture = '<mark class="comment picture" id="m" data-note="o"><a href="z"><img></a></mark><a class="no"'
    assert picture in drawn
    assert f">2</a>{gap('[no src]')}.</p>" in drawn
    assert text_of(drawn) == text_of(BODY)


def test_the_values_that_marks_correct_are_told_and_no_others():
    texts = {"#link.1.href": "x", "title": "T", "": "See"}
    marks = {field: [mark(Look.STRUCK, "z")] for field in ("#link.1.href", "title", "#image.1.alt")}
    assert attribute_values(texts, marks) == {"#link.1.href": "z"}
    assert attribute_values(texts, {"#link.1.href": [mark(Look.COMMENT, None)]}) == {}


# -- links and pictures themselves -----------------------------------------------------------------------------------


def test_a_link_and_a_picture_are_told_with_their_words_their_place_and_their_ends():
    pictures = '<a href="y"><img src="p" alt="e"></a><img alt="f">'
    html = SafeHtml(f'<p>a <a href="x" title="T"> b  c </a><a>d</a>{pictures}</p>')
    told = [(one.field, one.value, one.words, one.title, html[: one.closes][-4:]) for one in attributes_of(html)]
    assert told == [
        ("#link.1.href", "x", "b c", "T", "</a>"),
        ("#link.2.href", "y", "e", "", "</a>"),
        ("#image.1.src", "p", "e", "", "</a>"),
        ("#image.1.alt", "e", "e", "", "</a>"),
        ("#image.2.alt", "f", "f", "", '"f">'),
    ]
    assert [text_of(html)[one.range.start : one.range.end] for one in attributes_of(html)] == ["b  c", "", "", "", ""]
    assert [(one.is_link, one.is_address) for one in attributes_of(html)] == [
        (True, True),
        (True, True),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_a_link_s_value_is_read_as_it_is_meant_and_written_so_that_it_stays_one():
    html = SafeHtml('<p><a href="x?a=1&amp;b=2">a</a> <a href="y">b</a></p>')
    assert values_of(html) == {"#link.1.href": "x?a=1&b=2", "#link.2.href": "y"}
    assert with_attributes(html, values_of(html)) == html
    assert values_of(SafeHtml('<p><a href>a</a> <a href="">b</a> <a href=" ">c</a></p>')) == {}


def led(before: str, after: str, **corrected: str) -> dict[str, tuple[str, bool]]:
    fields = {f"#{name.replace('_', '.')}": value for name, value in corrected.items()}
    found = led_attributes(render_body(before), render_body(after), fields)
    return {field: (one.field, one.is_corrected) for field, one in found.items()}


def test_a_description_that_was_taken_away_is_stood_for_by_its_picture():
    gone = {"#image.1.alt": ("#image.2.src", True)}
    assert led("![a dog](p.png)", "![x](q.png) ![](p.png)", image_1_alt="") == gone
    assert led("![a dog](p.png)", "![a dog](p.png)", image_1_alt="") == {"#image.1.alt": ("#image.1.alt", False)}
    assert led("![a dog](p.png)", "![a cat](p.png)", image_1_alt="") == {}
    assert led("![a dog](p.png)", "A dog.", image_1_alt="") == {}


def test_what_was_no_attribute_is_led_nowhere():
    assert led("[a](x)", "[a](x)", link_9_href="y") == {}
    assert led("[a](x)", "[a](x)") == {}
    assert led("[a](x)", "[a](y)", link_1_href="x") == {}
