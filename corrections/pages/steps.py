"""What happened to a note so far, step by step, with who and when; and the remark that it came back with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from corrections.models import CHANGED, Article, EventState, NoteEvent, house_style

WITH_ACCOUNTS = Prefetch("events", NoteEvent.objects.select_related("by"))
"""What `prefetch_related` takes, so that the events of notes come as `steps_of` reads them."""


@dataclass(frozen=True, slots=True)
class Steps:
    """told: of each state the last time, in the order in which it went. remark: of a return that no submission has
    answered yet; else empty."""

    told: tuple[str, ...] = ()
    remark: str = ""
    remark_by: str = ""


def steps_in(article: Article) -> dict[int, Steps]:
    """The steps of all notes of an article, by their ids; one query."""
    found: dict[int, list[NoteEvent]] = {}
    for event in NoteEvent.objects.filter(note__article=article).select_related("by").order_by("pk"):
        found.setdefault(event.note_id, []).append(event)
    return {note: steps_of(events) for note, events in found.items()}


def steps_of(events: Iterable[NoteEvent]) -> Steps:
    """The steps of one note, from its events with their accounts."""
    events = sorted(events, key=lambda event: event.pk)
    last = {(event.state, event.remark == CHANGED): event for event in events}
    told = tuple(_told(event) for event in sorted(last.values(), key=lambda event: event.pk))
    decided = [event for event in events if event.state != EventState.DRAFTED]
    if decided and decided[-1].state == EventState.RETURNED:
        return Steps(told, decided[-1].remark, name_in(decided[-1]))
    return Steps(told)


def _told(event: NoteEvent) -> str:
    style = house_style()
    at = style.local(event.at)
    when = _("%(day)s, %(time)s") % {"day": style.short_day(at.date()), "time": f"{at:%H:%M}"}
    return _SAID[EventState(event.state), event.remark == CHANGED]() % {"name": name_in(event), "when": when}


def name_in(event: NoteEvent) -> str:
    """What the account of an event is called at the desk."""
    return event.by.get_full_name() or event.by.get_username()


_SAID = {
    (EventState.DRAFTED, False): lambda: _("drafted by %(name)s, %(when)s"),
    (EventState.DRAFTED, True): lambda: _("changed by %(name)s, %(when)s"),
    (EventState.SUBMITTED, False): lambda: _("submitted by %(name)s, %(when)s"),
    (EventState.RETURNED, False): lambda: _("returned by %(name)s, %(when)s"),
    (EventState.PUBLISHED, False): lambda: _("published by %(name)s, %(when)s"),
    (EventState.AMENDED, False): lambda: _("amended by %(name)s, %(when)s"),
}
