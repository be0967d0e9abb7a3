"""Say that somebody has an article open, and what their card is about; say that they have left it."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import OperationalError, connection

from corrections.models import Article, Presence, hardly_waiting

IN_SIGHT = timedelta(seconds=15)
OUT_OF_SIGHT = timedelta(seconds=150)  # a browser wakes the tabs behind the others once a minute


def be_here(
    article: Article, account: User, tab: str, *, note: int | None, words: str, is_hidden: bool, now: datetime
) -> None:
    """Keep that a tab is open. It is written when something is new, or half of the time that it holds is over; so most
    of what a tab says costs a read alone. With another writer at work it is left for the next time."""
    holds = OUT_OF_SIGHT if is_hidden else IN_SIGHT
    about = {"note": note, "words": words}
    mine = Presence.objects.filter(article=article, account=account, tab=tab).first()
    if mine is not None and (mine.note, mine.words) == (note, words) and holds / 2 < mine.until - now <= holds:
        return
    try:
        with hardly_waiting(connection):
            if mine is not None:
                Presence.objects.filter(pk=mine.pk).update(**about, until=now + holds)
                return
            # Whoever comes takes away what others have left, wherever they were.
            Presence.objects.over(now).delete()
            Presence.objects.bulk_create(
                [Presence(article=article, account=account, tab=tab, **about, until=now + holds)],
                update_conflicts=True,
                unique_fields=["article", "account", "tab"],
                update_fields=["note", "words", "until"],
            )
    except OperationalError:
        return


def leave(article: Article, account: User, tab: str) -> None:
    """Keep no longer that a tab is open. With another writer at work it ends by itself."""
    try:
        with hardly_waiting(connection):
            Presence.objects.filter(article=article, account=account, tab=tab).delete()
    except OperationalError:
        return
