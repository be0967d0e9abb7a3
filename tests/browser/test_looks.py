"""The look of every page, as the browser computes it: colours, letters, lines, spaces, things to press."""

import re

import pytest

from tests.browser import measures
from tests.browser.pages import DESK, PAGES, articles, visit
from tests.servers import PROJECT

SCALE = [0, 1, 2, 3, 4, 8, 12, 16, 24, 40, 64]
CSS = PROJECT / "static" / "corrections" / "css"
COLOUR = r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\([^)]*\)"
# Not colours of ours: the system's, and a shade of whatever lies beneath.
SYSTEM = {"Canvas", "CanvasText", "ButtonFace", "ButtonText", "Highlight", "HighlightText", "LinkText", "GrayText"}
SHADE = re.compile(r"rgb\(0 0 0 / \.\d+\)")


@pytest.fixture(scope="module")
def slugs(server, desk):
    return articles(server, desk)


def rules(name):
    """A stylesheet's declarations outside the layer of tokens: (property, value)."""
    css = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.S)
    if (start := css.find("@layer tokens {")) >= 0:
        depth, end = 1, css.index("{", start) + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[:start] + css[end:]
    return re.findall(r"([\w-]+)\s*:\s*([^;{}]+);", css)


@pytest.mark.parametrize("name", [path.name for path in sorted(CSS.glob("*.css"))])
def test_colours_are_named_in_one_place(reader, name):
    reader.goto("/")
    is_colour = "(words) => words.filter((word) => CSS.supports('color', word))"
    kept = SYSTEM | {"transparent", "currentColor", "currentcolor", "inherit", "initial", "unset", "revert"}
    told = []
    for name_, value in rules(name):
        value = SHADE.sub("", re.sub(r"var\(--[\w-]+", "", value))
        told += [f"{name_}: {found}" for found in re.findall(COLOUR, value, re.I)]
        words = set(re.findall(r"(?<![\w#-])[A-Za-z]+(?![\w(-])", value)) - kept
        told += [f"{name_}: {word}" for word in reader.evaluate(is_colour, sorted(words))]
        told += [f"{name_}: a property of its own"] if name_.startswith("--") else []
    assert told == []


@pytest.mark.parametrize("name", [path.name for path in sorted(CSS.glob("*.css"))])
def test_spaces_are_taken_from_the_scale(name):
    spaces = [
        (name_, value) for name_, value in rules(name) if re.match(r"(margin|padding|gap|row-gap|column-gap)", name_)
    ]
    assert spaces
    lengths = {(name_, found) for name_, value in spaces for found in re.findall(r"[\d.]+(?:px|r?em|pt|ch|%)", value)}
    assert {one for one in lengths if one[1] not in ("1px", "2px", "3px")} == set()


def test_each_colour_can_be_read_on_paper_and_on_raised(reader):
    roles = {"--ink": 4.5, "--muted": 4.5, "--right": 4.5, "--link": 4.5, "--serious": 4.5, "--edge": 3}
    reader.goto("/")
    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme)
        told = reader.evaluate(measures.ROLES, list(roles))
        assert {role: contrast for role, contrast in told.items() if contrast < roles[role]} == {}, scheme


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_set_as_it_was_designed(window, slugs, complaints, name):
    page = window(editor=name in DESK, reduced_motion="reduce")
    visit(page, slugs, name, complaints)
    told = []
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 800})
        told += [f"{width} px, space: {one}" for one in page.evaluate(measures.SPACES, SCALE)]
        told += [f"{width} px, target of {one}" for one in page.evaluate(measures.TARGETS, 24)]
        lines = page.evaluate(measures.LINES) if width >= 768 else []
        told += [f"{width} px, lines of {count:.0f} characters" for _, count in lines if count > 75]
        told += [
            f"{width} px, lines of {count:.0f} characters" for kind, count in lines if kind == "text" and count < 60
        ]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            told += [f"{width} px, {scheme}, {one}" for one in page.evaluate(measures.TEXTS)]
    for media in ({"forced_colors": "active"}, {"forced_colors": "none", "media": "print"}):
        page.emulate_media(**media)
        told += [f"{media}, no line: {one}" for one in page.evaluate(measures.LINELESS)]
    assert told == []


@pytest.mark.parametrize("name", PAGES)
def test_fingers_find_what_is_to_be_pressed(window, slugs, complaints, name):
    phone = window(
        editor=name in DESK,
        viewport={"width": 390, "height": 780},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    visit(phone, slugs, name, complaints)
    assert phone.evaluate(measures.TARGETS, 44) == []
