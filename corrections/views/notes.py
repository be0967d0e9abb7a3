"""The desk's addresses of notes: the card, deletion, amendment, and the places that were lost."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.actions import Refusal
from corrections.actions.annotate import (
    Conflict,
    Place,
    Unseen,
    delete_draft,
    draft_note,
    note_at,
    places_of,
    range_of,
    rewrite_note,
)
from corrections.actions.content import Unfit, check_content
from corrections.actions.place import leave_out, place_span
from corrections.forms import NoteForm, PlaceForm, card_of, place_json, row_ids
from corrections.models import AMEND, PUBLISH, Article, CorrectionNote, Kind, Rendering, Span
from corrections.pages.card import Spot, Theirs, card_page, seen, theirs_of
from corrections.pages.decisions import place_page
from corrections.pages.desk import deletion_page
from corrections.pages.links import error_type_of
from corrections.pages.review import card_review
from corrections.pages.search import other_articles
from corrections.telling import told
from corrections.views.editors import SignedIn, for_amending, for_drafting, told_no
from corrections.views.places import tell_placed

CARD = "corrections/desk/note.html"
LONGEST_SEEN = 20_000  # characters of right words; more is not shown again at every pause in typing


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def new_note(request: SignedIn, slug: str) -> HttpResponse:
    article = get_object_or_404(Article, slug=slug)
    if request.method == "POST":
        form = NoteForm(request.POST)
        return _saved(request, article, form, lambda: _drafted(request, article, form))
    if "whole" in request.GET:
        form = NoteForm(initial={"uid": uuid4(), "kind": Kind.EDITORS_NOTE})
        return _card(request, article, form, [], heading=_("Note on the whole article"))
    try:
        place = _asked(request, article)
        found = note_at(article, place)
        if found is not None and found.is_published and not request.user.has_perm(AMEND):
            raise Refusal(
                "These words are corrected already, by no. {number}. Ask a standards editor to amend it.",
                number=found.number,
            )
    except Refusal as refusal:
        rendering = article.latest_revision.rendering
        page = card_page(article, rendering, _("Correct these words"), refusal=told(refusal))
        return render(request, CARD, {"page": page, "form": NoteForm()}, status=422)
    if found is not None:
        # The first note is opened instead of a second one on the same words.
        return redirect("desk-note-amendment" if found.is_published else "desk-note", found.pk)
    if pks := row_ids([request.GET.get("like", "")]):
        # The same error was put right elsewhere: this note says the same until its editor says otherwise.
        like = CorrectionNote.objects.filter(pk__in=pks).select_related("article").first()
        if like is not None:
            form = card_of(like, [place], version=None, replacement=places_of(like)[1])
            form.initial["uid"] = uuid4()
            return _card(request, article, form, [place])
    suggested = error_type_of(place.field)
    initial = place_json(place) | {"replacement": place.exact, "uid": uuid4(), "error_type": suggested}
    return _card(request, article, NoteForm(initial=initial), [place])


@for_drafting
@require_POST
def note_seen(request: SignedIn, slug: str) -> HttpResponse:
    """What readers will see of the note that is being typed; nothing is kept, and what cannot be read yet is left."""
    article = get_object_or_404(Article, slug=slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    content = form.content()
    try:
        check_content(content, ())
    except Unfit:
        return HttpResponse(status=204)
    if len(content.replacement or "") > LONGEST_SEEN:
        return HttpResponse(status=204)
    rendering = article.latest_revision.rendering
    spots = _spots(rendering, form.cleaned_data["places"])
    note = form.unsaved_note(article)
    ours = article.notes.filter(pk__in=row_ids([request.GET.get("note", "")])).select_related("amends").first()
    page = seen(article, rendering, note, spots, content.replacement, content.sources, timezone.localdate(), ours)
    return render(request, "corrections/desk/_seen.html", {"page": page})


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(CorrectionNote.objects.select_related("article"), pk=pk)
    article = found.article
    if found.amends_id and not found.is_published and not request.user.has_perm(AMEND):
        return told_no(request, AMEND)
    if request.method == "POST":
        form = NoteForm(request.POST)
        return _saved(
            request,
            article,
            form,
            lambda: rewrite_note(
                found,
                form.cleaned_data["places"],
                form.content(),
                version=form.cleaned_data["version"],
                user=request.user,
            ),
            heading=_("Edit this note"),
            note=found,
        )
    if found.is_published:
        return redirect("desk-note-amendment", pk)
    places, replacement = places_of(found)
    form = card_of(found, places, version=found.version, replacement=replacement)
    return _card(request, article, form, places, heading=_("Edit this note"), note=found)


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(CorrectionNote.objects.select_related("article"), pk=pk)
    if found.is_published:
        return redirect("desk-note-amendment", pk)
    if found.amends_id and not request.user.has_perm(AMEND):
        return told_no(request, AMEND)
    refusal, status = "", 200
    if request.method == "POST":
        # A form that does not say what was looked at is taken for one that nobody has looked at.
        seen = (row_ids([request.POST.get("version", "")]) or [0])[0]
        try:
            delete_draft(found, version=seen)
            messages.info(request, _("The draft is deleted."))
            return redirect("desk-article", found.article.slug)
        except Unseen as unseen:
            found, refusal, status = unseen.note, told(unseen), 409
        except Refusal as refused:  # published in this very moment
            messages.error(request, told(refused))
            return redirect("desk-article", found.article.slug)
    page = deletion_page(found, refusal)
    return render(request, "corrections/desk/deletion.html", {"page": page}, status=status)


@for_amending
@require_http_methods(["GET", "HEAD", "POST"])
def amendment(request: SignedIn, pk: int) -> HttpResponse:
    """A new draft that sets a published note right; it is saved under this address, then edited as any draft."""
    found = get_object_or_404(CorrectionNote.objects.select_related("article"), pk=pk)
    article = found.article
    if not found.is_published:
        return redirect("desk-note", pk)
    draft = found.amended_by.first()
    if draft is not None and request.method != "POST":
        return redirect("desk-note-amendment" if draft.is_published else "desk-note", draft.pk)
    heading = _("Amend no. %(number)s") % {"number": found.number}
    if request.method == "POST":
        form = NoteForm(request.POST)
        return _saved(
            request,
            article,
            form,
            lambda: _drafted(request, article, form, amends=found),
            heading=heading,
            amends=found,
        )
    places, replacement = places_of(found)
    form = card_of(found, places, version=None, replacement=replacement)
    form.initial["uid"] = uuid4()
    return _card(request, article, form, places, heading=heading, amends=found)


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def span_place(request: SignedIn, pk: int) -> HttpResponse:
    """Gives a lost place its words back; with `leave_out` it is taken out of the draft.

    Where readers would see other words at once, it is first shown what comes of it, and asked whether the words are
    still wrong.
    """
    span = get_object_or_404(Span.objects.select_related("note__article"), pk=pk)
    if span.note.is_published and not request.user.has_perm(PUBLISH):
        # Where a notice stands, readers see at once.
        return told_no(request, PUBLISH)
    leaves_out = "leave_out" in request.POST
    # A draft shows readers nothing, and a note that keeps its words shows them no others.
    asks = span.note.is_published and span.replacement is not None
    sent = request.POST if request.method == "POST" else request.GET if asks and "exact" in request.GET else None
    form = PlaceForm(sent) if sent is not None else PlaceForm(initial={"exact": span.quote_exact})
    refusal, marked = "", None
    if leaves_out or form.is_valid():
        try:
            if leaves_out:
                leave_out(span, user=request.user)
                messages.info(request, _("The place is left out of the draft."))
                return redirect("desk-article", span.note.article.slug)
            place, says = form.place(), form.cleaned_data["words"]
            if request.method == "POST" and (says or not asks):
                is_right, revision = says == PlaceForm.RIGHT, form.cleaned_data["revision"]
                placed = place_span(span, place, user=request.user, is_right=is_right, revision=revision)
                tell_placed(request, [placed])
                return redirect("desk-article", span.note.article.slug)
            marked = place.field, range_of(span.note.article.latest_revision.rendering.texts(), place)
        except Refusal as refused:
            refusal = told(refused)
            if request.htmx:  # it was decided on the article's page, which stays
                messages.error(request, refusal)
                return redirect("desk-article", span.note.article.slug)
    # What is sent and not done has the answer of what is refused, also where it is only asked about.
    status = 422 if request.method == "POST" or (sent is not None and marked is None) else 200
    context = {"page": place_page(span, refusal, marked), "form": form}
    return render(request, "corrections/desk/place.html", context, status=status)


def _asked(request: SignedIn, article: Article) -> Place:
    """The place that the address names, with its words as they stand now."""
    get = request.GET
    exact = get.get("exact", "")
    if not exact.strip():
        raise Refusal("No words were selected. Select the wrong words in the article.")
    start, end = ((row_ids([get.get(name, "")]) or [0])[0] for name in ("start", "end"))
    place = Place(get.get("field", ""), start, end, exact)
    texts = article.latest_revision.rendering.texts()
    found = range_of(texts, place)
    return Place(place.field, found.start, found.end, texts[place.field][found.start : found.end])


def _drafted(
    request: SignedIn, article: Article, form: NoteForm, amends: CorrectionNote | None = None
) -> tuple[str, ...]:
    places, uid = form.cleaned_data["places"], form.cleaned_data["uid"]
    version = form.cleaned_data["version"]
    _, warnings = draft_note(
        article, places, form.content(), user=request.user, amends=amends, uid=uid, version=version
    )
    return warnings


def _saved(
    request: SignedIn,
    article: Article,
    form: NoteForm,
    save: Callable[[], Iterable[str]],
    *,
    heading: str = "",
    note: CorrectionNote | None = None,
    amends: CorrectionNote | None = None,
) -> HttpResponse:
    """Save what the card says and show the article; else the card again, with what is wrong beside the field.

    save: returns what the editor is told, such as that a link goes with its words.
    """
    theirs, status = None, 422
    if form.is_valid():
        try:
            for warning in save():
                messages.warning(request, told(warning))
            if note is None and amends is None:
                _tell_of_others(request, article, form)
            return redirect("desk-article", article.slug)
        except Conflict as conflict:
            theirs, status = _theirs(conflict.note, form), 409
            form.add_error("version", told(conflict))
            # The next save is made knowing what stands there now.
            sent = request.POST.copy()
            sent["version"] = str(conflict.note.version)
            if conflict.note.withheld and not sent.get("withheld"):
                # Words that somebody has withheld are not shown again by an oversight.
                sent["withheld"] = "on"
                sent["topic"] = sent.get("topic") or conflict.note.topic
            form.data = sent
        except Unfit as refusal:
            form.add_error(refusal.about if refusal.about in form.fields else None, told(refusal))
        except Refusal as refusal:
            form.add_error("replacement" if form.cleaned_data["places"] else None, told(refusal))
    places = form.places_sent()
    return _card(
        request, article, form, places, heading=heading, status=status, note=note, amends=amends, theirs=theirs
    )


def _tell_of_others(request: SignedIn, article: Article, form: NoteForm) -> None:
    """Of a new draft: that the words which it replaces stand in other articles too, with where to find them."""
    places = form.cleaned_data["places"]
    if not places or form.content().replacement is None:
        return
    like = article.notes.filter(uid=form.cleaned_data["uid"]).values_list("pk", flat=True).first()
    found = other_articles(article, places[0].exact, str(like or ""))
    if found.count:
        messages.info(request, format_html('{} <a href="{}">{}</a>', found.told, found.href, _("Look there")))


def _theirs(note: CorrectionNote, form: NoteForm) -> Theirs:
    places, right = places_of(note)
    if right is None:  # the words stay, and so the card says them
        right = places[0].exact if places else ""
    theirs, sent = ([place_json(one) for one in found] for found in (places, form.cleaned_data["places"]))
    return theirs_of(note, right, theirs, form.data, sent, form.content().sources)


def _card(
    request: SignedIn,
    article: Article,
    form: NoteForm,
    places: list[Place] | None,
    *,
    heading: str = "",
    status: int = 200,
    note: CorrectionNote | None = None,
    amends: CorrectionNote | None = None,
    theirs: Theirs | None = None,
) -> HttpResponse:
    """places: none for a note on the whole article; None where they did not arrive whole."""
    rendering = article.latest_revision.rendering
    page = card_page(
        article,
        rendering,
        heading or _("Correct these words"),
        _spots(rendering, places or ()),
        whole=places == [],
        titled=bool(heading),
        note=note,
        amends=amends or (note.amends if note else None),
        theirs=theirs,
        ticked=form.ticked() if places else (),
        is_refused=status == 422,
        action=request.path,
    )
    context = {"page": page, "form": form, "review": card_review(note, request.user)}
    return render(request, CARD, context, status=status)


def _spots(rendering: Rendering, places: Iterable[Place]) -> list[Spot]:
    places = list(places)
    texts = rendering.texts() if places else {}
    return [_spot(texts, place) for place in places]


def _spot(texts: dict[str, str], place: Place) -> Spot:
    try:
        found = range_of(texts, place)
    except Refusal:
        return Spot(place.field, place.exact, None)
    return Spot(place.field, texts[place.field][found.start : found.end], found)
