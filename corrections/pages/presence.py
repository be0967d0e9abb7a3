"""Who else has an article open, what their cards are about, and what is new since the page was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from corrections.models import Article, Presence, Revision
from corrections.pages.standing import Standing, name_of, news, standing_from, standing_of

MOST_NAMES = 5
LONGEST = 40  # characters of words that somebody marks


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else, and the words that they are marking, if any."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A note, by its primary key, that a card of others is open on, and what is told there."""

    note: int
    says: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the asker's own card is about: a note and its version as the card has it (None: it amends the note), or
    words that are marked anew."""

    note: int | None = None
    version: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PresencePage:
    """others: each account once; more: how many are not named. mine: what to know about the card that is open here.

    is_new: whether the page that asked shows another standing. newer: what is told of a newer revision, else empty.
    """

    standing: str
    revision: int
    is_new: bool
    others: tuple[Other, ...]
    more: int
    cards: tuple[Beside, ...]
    mine: tuple[str, ...]
    news: tuple[str, ...]
    newer: str


def presence_page(article: Article, account: User, tab: str, *, known: str, card: Card, now: datetime) -> PresencePage:
    """known: the token of the standing that the asker's page shows. Three queries where nothing is new."""
    standing, was = standing_of(article), standing_from(known)
    rows = [row for row in Presence.objects.filter(article=article).at(now) if (row.account, row.tab) != (account, tab)]
    others: dict[int, Other] = {}
    for row in rows:
        if row.account_id != account.pk and (row.words or row.account_id not in others):
            others[row.account_id] = Other(row.account.get_username(), _short(row.words))
    is_newer = was is not None and standing.revision > was.revision
    return PresencePage(
        str(standing),
        standing.revision,
        standing != was,
        tuple(others.values())[:MOST_NAMES],
        max(0, len(others) - MOST_NAMES),
        _beside(rows, account),
        _mine(article, card, rows, account),
        news(article, was, standing, account) if was is not None and standing != was and not is_newer else (),
        _newer(article, was, standing, account) if was is not None and is_newer else "",
    )


def _beside(rows: Sequence[Presence], account: User) -> tuple[Beside, ...]:
    names: dict[int, list[str]] = {}
    for row in rows:
        if row.note is not None:
            names.setdefault(row.note, []).append(name_of(row.account, account))
    return tuple(Beside(note, _editing(who)) for note, who in names.items())


def _editing(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    if len(names) > 1:
        return _("%(names)s are editing this.") % {"names": _(", ").join(names)}
    if names[0] == _("You"):
        return _("You are editing this in another window.")
    return _("%(who)s is editing this.") % {"who": names[0]}


def _mine(article: Article, card: Card, rows: Sequence[Presence], account: User) -> tuple[str, ...]:
    told = []
    if card.note is not None:
        told += [beside.says for beside in _beside(rows, account) if beside.note == card.note]
        told += _meanwhile(article, card, account)
    elif card.words:
        who = [name_of(row.account, account) for row in rows if row.words == card.words]
        if who and who[0] == _("You"):
            told.append(_("You are writing about these words in another window, too."))
        elif who:
            told.append(_("%(who)s is writing about these words, too.") % {"who": who[0]})
    return tuple(told)


def _meanwhile(article: Article, card: Card, account: User) -> list[str]:
    """What has become of the note that a card is about."""
    note = article.notes.select_related("publisher").filter(pk=card.note).first() if card.note else None
    if note is None:
        return [
            _("This draft was deleted meanwhile. Copy what you typed before you close the card."),
        ]
    if card.version is None:
        if note.amended_by.exists():
            return [_("An amendment of this notice was saved meanwhile. Close this card to open that one.")]
        return []
    if note.publisher is not None:
        says = _("%(who)s published this meanwhile as no. %(number)s. What is published never changes: amend it.")
        return [says % {"who": name_of(note.publisher, account), "number": note.number}]
    if note.version != card.version:
        return [_("This draft was changed meanwhile. When you save, you are shown both texts.")]
    return []


def _newer(article: Article, was: Standing, now: Standing, account: User) -> str:
    by = Revision.objects.select_related("imported_by").get(article=article, number=now.revision).imported_by
    says = _("%(who)s imported revision %(number)s. You still see revision %(was)s.")
    return says % {"who": name_of(by, account), "number": now.revision, "was": was.revision}


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
