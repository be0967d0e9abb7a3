"""Tells the desk's bar what waits for whoever is signed in; asked for where it is shown, so that no other page asks."""

from django import template
from django.template import Context

from corrections.pages.review import Counts, counts_for

register = template.Library()


@register.simple_tag(takes_context=True)
def review_counts(context: Context) -> Counts:
    request = context["request"]
    if not hasattr(request, "review_counts"):  # the bar shows them twice, once for a narrow window
        request.review_counts = counts_for(request.user)
    counts: Counts = request.review_counts
    return counts
