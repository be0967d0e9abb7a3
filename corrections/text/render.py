"""Markdown to safe HTML, and the only import of markdown.

The renderer is exactly Python-Markdown with tables, fenced_code, footnotes and sane_lists, then `sanitise`.
"""

import markdown
from markdown.extensions.tables import TableExtension
from markdown.util import Registry

from .sanitise import BLEACH_VERSION, SafeHtml, sanitise
from .unseen import Rendered, unseen_in

_RULES = 1  # raise when what this module does with the same libraries changes
RENDERER = f"markdown {markdown.__version__}, bleach {BLEACH_VERSION}, {_RULES}"


def render(source: str, references: dict[str, tuple[str, str]] | None = None) -> Rendered:
    """The safe HTML of a Markdown source without front matter, with what of it no reader sees.

    references: where link references are kept and looked up, for a caller that looks them up its own way.
    """
    html = _markdown(references).convert(source)
    return Rendered(sanitise(html), unseen_in(html))


def render_inline(source: str, html_is_text: bool = False) -> SafeHtml:
    """The safe HTML of one paragraph's inline Markdown, line ends and the `<p>` taken away.

    html_is_text: raw HTML is shown as it is written.
    """
    parser = _markdown(None)
    paragraph = parser.parser.blockprocessors["paragraph"]
    parser.parser.blockprocessors = Registry()
    parser.parser.blockprocessors.register(paragraph, "paragraph", 0)
    parser.preprocessors.deregister("fenced_code_block")
    parser.preprocessors.deregister("html_block")
    if html_is_text:
        parser.inlinePatterns.deregister("html")
    safe = sanitise(parser.convert(" ".join(source.split())))
    return SafeHtml(safe.removeprefix("<p>").removesuffix("</p>"))


def _markdown(references: dict[str, tuple[str, str]] | None) -> markdown.Markdown:
    # A new one for each call: used twice, it leaks references and footnotes from one text to the next.
    parser = markdown.Markdown(
        extensions=[TableExtension(use_align_attribute=True), "fenced_code", "footnotes", "sane_lists"]
    )
    if references is not None:
        parser.references = references
    return parser
