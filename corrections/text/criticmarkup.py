"""CriticMarkup (criticmarkup.com, 2013): an article's changes marked in its own source, and read back from it.

    {~~old~>new~~}{>>note<<}    {--old--}    {++new++}    {==words==}{>>note<<}

A mark holds no line break, unless the line break itself comes or goes, and Markdown delimiters only in pairs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from . import frontmatter
from .coordinates import Refusal, SourceRange, Splice, spliced
from .document import Correction, splices_together
from .patterns import taken
from .sentences import Sentence
from .worddiff import word_around

_CLOSERS = {"++": "++}", "--": "--}", "~~": "~~}", "==": "==}", ">>": "<<}"}
_OPENER = re.compile(r"\{(\+\+|--|~~|==|>>)")
_CLOSER = re.compile(r"(\+\+|--|~~|==|<<)\}")
_LINE_END = re.compile(r"(\r\n|\n|\r)")
# What stands before the words of a line: indents and the markers of quotations, lists and headings.
_LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)]|#{1,6})[ \t]+)?")
_CODE = r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
_DELIMITER = re.compile(
    rf"\\.|{_CODE}|(?P<run>`+|\*+|_+|~~+)|(?P<open>!?\[)|(?P<close>\](?:\([^()\s]*\)|\[[^\[\]]*\])?)"
)
_IN_BRACKETS = r"\[(?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*\])*\]"
_LINK = re.compile(
    rf"!?{_IN_BRACKETS}(?::[^\r\n]*|\((?:\\.|[^()\\]|\([^()]*\))*\)|\s?\[[^\[\]]*\])?|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
)
_LONGEST_LINK = 2000
_MOST_WIDENINGS = 8  # delimiters on either side of a change


@dataclass(frozen=True, slots=True)
class Marked:
    """One place of a note, to be marked in the source.

    correction: what changes there; None where the words stay. comment: what is told behind it; "" tells nothing.
    is_silent: what changes is written as it becomes, without a mark, so that the old words are not told. is_of_link:
    the place is an address or a description, and all of its link or picture is marked.
    """

    place: SourceRange
    correction: Correction | None
    comment: str = ""
    is_silent: bool = False
    is_of_link: bool = False


def write_critic_markup(
    source: str, marks: Sequence[Marked], about: Sequence[str] = (), own_keys: Sequence[str] = ()
) -> str:
    """The source with marks in its body. about: comments on the whole article, told behind its first line. own_keys:
    front-matter keys that an earlier export added, which go.

    The front matter stays as it is, so that it can still be read: its places are told by their comments alone. Proved
    by reading it back: with all changes accepted it is the corrected source, with all rejected the source that came.
    Refused where it cannot be, as in an article that has such marks of its own.
    """
    body = frontmatter.split(source).body
    silent = [Splice(place, "") for place in frontmatter.key_lines(source, own_keys)] if own_keys else []
    silent += splices_together(source, [one.correction for one in marks if one.is_silent and one.correction])
    told = [one.correction for one in marks if one.correction and not one.is_silent and one.place.start >= body]
    inside = [one for one in marks if one.place.start >= body]
    first = [*about, *(one.comment for one in marks if one.place.start < body)]
    try:
        pieces = _pieces(source, body, inside, first)
        marked = spliced(source, [*pieces, *(one for one in silent if one.range.start < body)])
        before, after = spliced(source, silent), spliced(source, [*silent, *splices_together(source, told)])
    except ValueError as error:
        raise Refusal("Two corrections change the same words. Join them in one note, then export again.") from error
    if reject_changes(marked) != before or accept_changes(marked) != after:
        raise Refusal(_why_not(source))
    return marked


def accept_changes(marked: str) -> str:
    """The text with all its changes carried out, and without its comments."""
    return "".join(after for _, after in _read(marked))


def reject_changes(marked: str) -> str:
    """The text with none of its changes carried out, and without its comments."""
    return "".join(before for before, _ in _read(marked))


# -- reading ----------------------------------------------------------------------------------------------------------


def _read(marked: str) -> Iterator[tuple[str, str]]:
    """Stretch by stretch what stood there and what stands there. A mark that is not closed is text."""
    at, never_closed = 0, set()
    for match in _OPENER.finditer(marked):
        sign = match[1]
        if match.start() < at or sign in never_closed:
            continue
        middle = marked.find("~>", match.end()) if sign == "~~" else match.end()
        end = marked.find(_CLOSERS[sign], middle + 2 * (sign == "~~")) if middle >= 0 else -1
        if end < 0:
            never_closed.add(sign)
            continue
        yield (marked[at : match.start()],) * 2
        if sign == "~~":
            yield marked[match.end() : middle], marked[middle + 2 : end]
        elif sign != ">>":
            words = marked[match.end() : end]
            yield ("" if sign == "++" else words), ("" if sign == "--" else words)
        at = end + 3
    yield (marked[at:],) * 2


def _why_not(source: str) -> Sentence:
    if (match := _OPENER.search(source)) is not None:
        line = len(_LINE_END.findall(source, 0, match.start())) + 1
        return Sentence(
            "The article has {sign} of its own on line {line}, which would be read as a change. Write it otherwise and "
            "import the article again, or export it as Markdown.",
            sign=match[0],
            line=line,
        )
    return Sentence(
        "These changes cannot be told in CriticMarkup, which has no way to write its own signs. Export Markdown."
    )


# -- writing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of source that is written anew: what changes in it with a mark, and what without."""

    range: SourceRange
    told: tuple[Splice, ...] = ()
    silent: tuple[Splice, ...] = ()
    comments: tuple[str, ...] = ()
    is_highlight: bool = False

    def words(self, source: str) -> tuple[str, str]:
        """What the stretch was, and what it becomes; what is silent counts for both."""
        own = source[self.range.start : self.range.end]
        return _within(own, self.range, self.silent), _within(own, self.range, (*self.silent, *self.told))

    def written(self, source: str) -> str:
        before, after = self.words(source)
        marked = _highlighted(before) if self.is_highlight else _marked(before, after)
        return marked + "".join(_comment(one) for one in self.comments)


def _within(own: str, place: SourceRange, splices: Sequence[Splice]) -> str:
    return spliced(own, [Splice(one.range.shifted(-place.start), one.new) for one in splices])


def _pieces(source: str, body: int, marks: Sequence[Marked], about: Sequence[str]) -> list[Splice]:
    changes: list[_Change] = []
    for one in marks:
        changes += _changes(source, one)
    merged = _merged(sorted(changes, key=lambda change: change.range))
    for one in marks:
        if one.correction is None:
            whole = _whole_link(source, Splice(one.place, "")) if one.is_of_link else None
            place = _solid(source, whole or one.place)
            _add_comment(merged, replace(place, comments=(one.comment,) if one.comment else ()))
    if about:
        line_end = _LINE_END.search(source, body)
        at = line_end.start() if line_end else len(source)
        _add_comment(merged, _Change(SourceRange(at, at), comments=tuple(about)), is_first=True)
    return [Splice(change.range, change.written(source)) for change in merged]


def _changes(source: str, one: Marked) -> Iterator[_Change]:
    splices = one.correction.splices if one.correction else ()
    for at, splice in enumerate(sorted(splices)):
        comments = (one.comment,) if one.comment and at == len(splices) - 1 else ()
        if one.is_silent:
            yield _Change(splice.range, (), (splice,), comments)
        else:
            whole = _whole_link(source, splice) if one.is_of_link else None
            yield _Change(whole or _with_whole_delimiters(source, splice), (splice,), (), comments)


def _merged(changes: Sequence[_Change]) -> list[_Change]:
    merged: list[_Change] = []
    for one in changes:
        last = merged[-1] if merged else None
        if last is None or (one.range.start >= last.range.end and one.range != last.range):
            merged.append(one)
            continue
        merged[-1] = _Change(
            SourceRange(last.range.start, max(last.range.end, one.range.end)),
            (*last.told, *one.told),
            (*last.silent, *one.silent),
            (*last.comments, *one.comments),
        )
    return merged


def _add_comment(changes: list[_Change], one: _Change, is_first: bool = False) -> None:
    """Beside what is marked there already, since marks do not nest; else by itself."""
    place = one.range
    met = [
        at
        for at, other in enumerate(changes)
        if (other.range.start < place.end and place.start < other.range.end)
        or (not len(place) and other.range.start <= place.start <= other.range.end)
    ]
    if not met:
        changes.append(one)
        changes.sort(key=lambda change: change.range)
        return
    other = changes[met[-1]]
    comments = (*one.comments, *other.comments) if is_first else (*other.comments, *one.comments)
    changes[met[-1]] = replace(other, comments=comments)


def _solid(source: str, place: SourceRange) -> _Change:
    """A place whose words stay, to be highlighted; where its words cannot be wrapped, the point behind them."""
    words = source[place.start : place.end]
    lines = _LINE_END.split(words)[::2]
    if all(_is_balanced(line) for line in lines) and reject_changes(_highlighted(words)) == words:
        return _Change(place, is_highlight=True)
    return _Change(SourceRange(place.end, place.end))


def _highlighted(words: str) -> str:
    """Line by line, without what stands before the words of a line."""
    written = []
    for at, line in enumerate(_LINE_END.split(words)):
        lead = len(taken(_LEAD, line)) if at else 0
        solid = line[lead:]
        written.append(f"{line[:lead]}{{=={solid}==}}" if solid.strip() and not at % 2 else line)
    return "".join(written)


def _marked(before: str, after: str) -> str:
    """A change as marks, line by line; where lines come or go, so do their ends, each in a mark of its own."""
    old, new = _LINE_END.split(before), _LINE_END.split(after)
    if old[1::2] == new[1::2]:
        return "".join(map(_in_line, old, new))
    lead = 0
    while lead < min(len(old), len(new)) and old[lead] == new[lead]:
        lead += 1
    trail = 0
    while trail < min(len(old), len(new)) - lead and old[-1 - trail] == new[-1 - trail]:
        trail += 1
    old_end, new_end = len(old) - trail, len(new) - trail
    gone = (_in_line(part, "") for part in old[lead:old_end])
    come = (_in_line("", part) for part in new[lead:new_end])
    return "".join((*old[:lead], *gone, *come, *old[old_end:]))


def _in_line(before: str, after: str) -> str:
    """One change as one mark; as several where its words hold signs that would end the mark too early."""
    if before == after:
        return before
    gone, come = _one("--", before), _one("++", after)
    ways = [f"{{~~{before}~>{after}~~}}"] if before and after else []
    ways += [gone + come, _apart("--", before) + _apart("++", after)]
    fits = (way for way in ways if reject_changes(way) == before and accept_changes(way) == after)
    return next(fits, ways[0])


def _one(sign: str, words: str) -> str:
    return f"{{{sign}{words}{sign}}}" if words else ""


def _apart(sign: str, words: str) -> str:
    """Words in so many marks that none of them holds the sign that ends it."""
    halves = words.replace(f"{sign}}}", f"{sign[0]}\0{sign[0]}}}").split("\0")
    return "".join(_one(sign, half) for half in halves)


def _comment(text: str) -> str:
    """A comment in one line, in which no sign begins or ends a mark, whatever reads it; and of which no reader that
    passes HTML on, or runs what stands in braces as Hugo and Jekyll do, makes anything but words."""
    text = text.replace("<", "&lt;").replace("{{", "&#123;{").replace("{%", "&#123;%")
    text = _CLOSER.sub(r"\1 }", _OPENER.sub(r"{ \1", " ".join(text.split())))
    return f"{{>>{text}<<}}"


# -- delimiters -------------------------------------------------------------------------------------------------------


def _with_whole_delimiters(source: str, splice: Splice) -> SourceRange:
    """The stretch of a change, widened in its line to whole words, and until what it was and what it becomes hold
    delimiters in pairs; as it is where they never do."""
    place = splice.range
    if _LINE_END.search(source, place.start, place.end):
        return place
    before = max(source.rfind("\n", 0, place.start), source.rfind("\r", 0, place.start)) + 1
    line_end = _LINE_END.search(source, place.end)
    after = line_end.start() if line_end else len(source)
    start, end = _with_whole_words(source[before:after], place.start - before, place.end - before)
    start, end = start + before, end + before
    before += len(taken(_LEAD, source, before, start))
    lefts = [start, *(match.start() for match in reversed(list(_delimiters(source, before, start))))]
    rights = [end, *(match.end() for match in _delimiters(source, end, after))]
    lefts, rights = lefts[: _MOST_WIDENINGS + 1], rights[: _MOST_WIDENINGS + 1]
    for steps in range(len(lefts) + len(rights) - 1):
        for left in range(max(0, steps - len(rights) + 1), min(steps, len(lefts) - 1) + 1):
            place = SourceRange(lefts[left], rights[steps - left])
            own = source[place.start : place.end]
            if _is_balanced(own) and _is_balanced(_within(own, place, (splice,))):
                return place
    return SourceRange(start, end)


def _whole_link(source: str, splice: Splice) -> SourceRange | None:
    """The link, the picture, the definition or the tag that a change of an address or a description stands in."""
    place = splice.range
    start = max(source.rfind("\n\n", 0, place.start), place.start - _LONGEST_LINK, 0)
    for at in range(place.start - 1, start - 1, -1):
        if source[at : at + 1] not in ("[", "<"):
            continue
        match = _LINK.match(source, at - (source[max(0, at - 1) : at + 1] == "!["))
        if match is not None and match.end() >= place.end:
            return SourceRange(*match.span())
    return None


def _with_whole_words(line: str, start: int, end: int) -> tuple[int, int]:
    """So that "26" of "26th" takes its ending along, and no note stands inside a word."""
    first, last = word_around(line, start), word_around(line, end)
    return (first.start if first else start), (last.end if last else end)


def _delimiters(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return (match for match in _DELIMITER.finditer(text, start, end) if match["run"] or match["open"] or match["close"])


def _is_balanced(text: str) -> bool:
    """Whether emphasis, code and brackets that begin in a stretch of Markdown end in it, and the other way round."""
    waiting: list[str] = []
    for match in _delimiters(text, 0, len(text)):
        if match["open"]:
            waiting.append("[")
        elif match["close"]:
            if not waiting or waiting.pop() != "[":
                return False
        elif _delimits(match["run"], text[: match.start()][-1:], text[match.end() :][:1]):
            if waiting and waiting[-1] == match["run"]:
                waiting.pop()
            else:
                waiting.append(match["run"])
    return not waiting


def _delimits(run: str, before: str, after: str) -> bool:
    if run[0] == "_" and before.isalnum() and after.isalnum():
        return False
    return run[0] == "`" or not ((not before or before.isspace()) and (not after or after.isspace()))
