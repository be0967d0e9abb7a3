"""Texts and questions as the search compares them: terms without case and accents, in any script."""

import re
import unicodedata

# Scripts without spaces: each of their letters is a term (Han, kana, Thai, Lao, Khmer, Burmese).
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_TERM = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BEGINS = 3  # letters from which on a question's word is also the beginning of a longer one


def terms(text: str) -> list[str]:
    """The terms of a text, in order; punctuation is none."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return _TERM.findall(unicodedata.normalize("NFKC", bare))


def phrases(question: str) -> list[tuple[str, ...]]:
    """What each word of a question asks for: terms in a row. A word that is mere punctuation asks for nothing."""
    found = (tuple(terms(word)) for word in question.replace("\0", " ").split())
    return list(dict.fromkeys(phrase for phrase in found if phrase))


def is_beginning(term: str) -> bool:
    """Whether longer terms that begin with this one are meant as well; "a" and "20" mean themselves."""
    return len(term) >= _BEGINS or not term.isascii()
