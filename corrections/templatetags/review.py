"""Tells the desk's bar what waits for whoever is signed in; asked for where it is shown, so that no other page asks."""

from django import template

from corrections.pages.review import Counts, counts_for

register = template.Library()


@register.simple_tag(takes_context=True)
def review_counts(context) -> Counts:
    request = context["request"]
    if not hasattr(request, "review_counts"):  # the bar shows them twice, once for a narrow window
        request.review_counts = counts_for(request.user)
    return request.review_counts
