"""The titles of articles as readers get them: as published notes set them right, without what is withheld."""

from corrections.models.article import Article
from corrections.models.ledger import ledger_of
from corrections.models.withheld import hidden_in, masked
from corrections.text import Look, Mark, corrected_text, highlight, split_headline

_LONGEST = Article._meta.get_field("title").max_length


def title_of(article: Article) -> str:
    """The title as it is now, by the same steps as the headline of the article's page; a fixed number of queries."""
    ledger = ledger_of(article)
    rendering = ledger.revision.rendering
    texts = rendering.texts()
    hidden = hidden_in(ledger, texts)
    marks: dict[str, list[Mark]] = {"": [], "title": []}
    for note in ledger.notes:
        for span in ledger.spans_of(note):
            if span.splices and span.field in marks:
                marks[span.field].append(Mark(span.text_range, "", "", Look.PLAIN, span.replacement))
    drawn = {field: masked(marks[field], hidden, field) for field in marks}
    body = highlight(rendering.html, drawn[""])
    head, _ = split_headline(texts.get("title", ""), drawn["title"], body)
    return " ".join(corrected_text(head).split())[:_LONGEST] if head is not None else article.slug
