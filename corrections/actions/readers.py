"""Tell what keeps anything for readers that an article has changed for them."""

from functools import partial

from django.db import transaction

from corrections import answers
from corrections.models import Article, PublicState, keep_log, title_of


def tell_readers(article: Article) -> None:
    """Have the title, the log and all pages of an article made anew, in the transaction that changed it.

    Whatever changes what readers see calls it last. Of an article that is not public only the title is kept, for the
    desk.
    """
    article.title = title_of(article)
    if article.published_at is None:
        article.save(update_fields=["title"])
        return
    transaction.on_commit(partial(answers.forget_article, article.slug, article.latest_revision.number))
    # Takes the public state, and so keeps others from counting while the log is written.
    article.public_state = PublicState.next()
    article.save(update_fields=["title", "public_state"])
    keep_log([article.pk])
