"""What editors type: words for what the forms refuse; the rules themselves stand on the floors below."""

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from corrections.actions import Refusal
from corrections.actions.annotate import Place
from corrections.actions.content import LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_TOPIC, Content
from corrections.actions.import_article import checked_slug
from corrections.models import Article, CorrectionNote, ErrorType, Kind, Revision, Severity
from corrections.telling import told
from corrections.text import MOST_BYTES, wording

_LINE_ENDS = {"crlf": "\r\n", "cr": "\r", "lf": "\n"}
_MOST_PLACES = 200
_NOT_IN_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as it was typed, with what is wrong with it."""

    url: str
    title: str
    errors: tuple[str, ...] = ()


class NoteForm(forms.Form):
    """The card. `places` is a JSON list of {field, start, end, exact}; a single place may come in fields of its own.

    Each further place that was ticked comes in an `also`. `uid` names the note to be, so that it can be sent twice.
    """

    field = forms.CharField(required=False, widget=forms.HiddenInput)
    start = forms.CharField(required=False, widget=forms.HiddenInput)
    end = forms.CharField(required=False, widget=forms.HiddenInput)
    exact = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    places = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    uid = forms.CharField(required=False, widget=forms.HiddenInput)
    replacement = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    wording = forms.CharField(required=False, max_length=wording.LONGEST, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=Kind, initial=Kind.CORRECTION)
    severity = forms.ChoiceField(choices=Severity, initial=Severity.STANDARD)
    error_type = forms.ChoiceField(choices=[("", _("not said")), *ErrorType.choices], required=False)
    withheld = forms.BooleanField(required=False)
    topic = forms.CharField(required=False, max_length=LONGEST_TOPIC)
    apology = forms.BooleanField(required=False)
    confirmed_internally = forms.BooleanField(required=False)
    reported_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    memo = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: QueryDict | None = None, *, sources: tuple[SourceRow, ...] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.source_rows = _rows(data) if data is not None else sources

    def clean_uid(self) -> UUID | None:
        try:
            return UUID(self.cleaned_data["uid"])
        except ValueError:
            return None  # none that this desk has given; the note gets one

    def clean_replacement(self) -> str:
        # A browser posts every line end as CR LF.
        replacement: str = self.cleaned_data["replacement"]
        return replacement.replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        cleaned["places"] = self.places_sent()
        if cleaned["places"] is None:
            cleaned["places"] = []
            self.add_error("places", _("The places of this note did not arrive whole. Select the words again."))
        if any(row.errors for row in self.source_rows):
            self.add_error(None, _("A source is not told right. See below what to change."))
        return cleaned

    def places_sent(self) -> list[Place] | None:
        """The places as they were sent, valid or not in all else; None where they cannot be read."""
        sent = self.data
        try:
            places = [_place(one) for one in _listed(sent.get("places") or "[]")]
            if not places and (exact := sent.get("exact", "")):
                # Without JavaScript the words are typed; where they stand is found out.
                start, end = (int(sent.get(name) or 0) for name in ("start", "end"))
                places = [_place({"field": sent.get("field", ""), "start": start, "end": end, "exact": exact})]
            return list(dict.fromkeys([*places, *(_place(one) for one in self.ticked())])) if places else []
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None

    def ticked(self) -> list[dict[str, Any]]:
        """The further places that were ticked, as they were sent. Raises ValueError where one cannot be read."""
        sent = self.data.getlist("also") if isinstance(self.data, MultiValueDict) else []
        return _listed(f"[{','.join(sent)}]")

    def content(self) -> Content:
        """What the editor says; the words stay where the replacement is what stands there."""
        cleaned, places = self.cleaned_data, self.cleaned_data["places"]
        replacement: str | None = cleaned["replacement"] if places else None
        if replacement is not None and all(place.exact.strip() == replacement.strip() for place in places):
            replacement = None
        if replacement is not None and not replacement.strip():
            replacement = ""
        return Content(
            wording=cleaned["wording"],
            replacement=replacement,
            kind=cleaned["kind"],
            severity=cleaned["severity"],
            error_type=cleaned["error_type"],
            memo=cleaned["memo"],
            apology=cleaned["apology"],
            confirmed_internally=cleaned["confirmed_internally"],
            withheld=cleaned["withheld"] or cleaned["kind"] == Kind.REMOVAL,
            topic=cleaned["topic"],
            reported_on=cleaned["reported_on"],
            sources=tuple((row.title, row.url) for row in self.source_rows),
        )

    def unsaved_note(self, article: Article) -> CorrectionNote:
        """The note as it is typed, to be looked at."""
        content = self.content()
        return CorrectionNote(article=article, **{name: getattr(content, name) for name in _KEPT_NAMES})


def card_of(
    note: CorrectionNote, places: list[Place], *, version: int | None, replacement: str | None = None
) -> NoteForm:
    """The card filled with a note's content, for editing it or for amending it."""
    first = places[0] if places else None
    initial = {name: getattr(note, name) for name in _KEPT_NAMES}
    initial |= {
        "version": version,
        "places": json.dumps([place_json(place) for place in places], ensure_ascii=False) if places else "",
        "exact": first.exact if first else "",
        "replacement": replacement if replacement is not None else (first.exact if first else ""),
    }
    rows = tuple(SourceRow(source.url, source.title) for source in note.sources.all())
    return NoteForm(initial=initial, sources=rows)


_KEPT_NAMES = ("wording kind severity error_type withheld topic apology confirmed_internally reported_on memo").split()


def place_json(place: Place) -> dict[str, Any]:
    """A place as the card sends it."""
    return {"field": place.field, "start": place.start, "end": place.end, "exact": place.exact}


def row_ids(sent: Iterable[str]) -> list[int]:
    """The numbers among what was sent that a row can have; anything else no page of ours sends."""
    return [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) <= 18]


def _listed(raw: str) -> list[Any]:
    listed = json.loads(raw)
    if not isinstance(listed, list) or len(listed) > _MOST_PLACES:
        raise ValueError("The places are no list, or too long a one.")
    return listed


def _place(sent: dict[str, Any]) -> Place:
    place = Place(str(sent["field"]), int(sent["start"]), int(sent["end"]), str(sent["exact"]).replace("\r\n", "\n"))
    if not 0 <= place.start <= place.end or _NOT_IN_TEXT.search(place.field + place.exact):
        raise ValueError("No text has such a place.")
    return place


def _rows(data: Mapping[str, Any]) -> tuple[SourceRow, ...]:
    if not isinstance(data, MultiValueDict):
        return ()
    urls, titles = data.getlist("source_url"), data.getlist("source_title")
    rows = []
    for url, title in zip(urls, [*titles, *[""] * len(urls)], strict=False):
        url, title = _NOT_IN_TEXT.sub("", url).strip(), " ".join(_NOT_IN_TEXT.sub("", title).split())
        if url or title:
            rows.append(_row(url, title))
    return tuple(rows)


def _row(url: str, title: str) -> SourceRow:
    if not url or url.lower().startswith(("http://", "https://")):
        return SourceRow(url, title, _too_long(url, title))
    if not title and (" " in url or "." not in url):
        return SourceRow("", url, _too_long("", url))  # a title, typed where the address goes
    if ":" not in url and " " not in url:
        return SourceRow(f"https://{url}", title)
    return SourceRow(url, title, (str(_("Begin the address with https://, or leave it out and give a title alone.")),))


def _too_long(url: str, title: str) -> tuple[str, ...]:
    if len(url) > LONGEST_ADDRESS:
        return (_("The address is too long; %(most)s characters are the most.") % {"most": f"{LONGEST_ADDRESS:,}"},)
    if len(title) > LONGEST_TITLE:
        return (_("The title is too long; %(most)s characters are the most.") % {"most": LONGEST_TITLE},)
    return ()


class ImportForm(forms.Form):
    """A file or a pasted text. line_ends: those of the pasted text before the browser changed them.

    kept: the bytes of either, in base64, while an editor looks at what becomes of the article; seen: what was looked
    at, as `seen_as` names it.
    """

    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    line_ends = forms.ChoiceField(
        choices=[(name, name) for name in _LINE_ENDS], required=False, widget=forms.HiddenInput
    )
    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    text.validators.clear()  # a NUL is refused with its line, as in a file
    slug = forms.CharField(
        required=False,
        max_length=200,
        label=_("Name in addresses"),
        help_text=_("As in /articles/name/. Made of the file’s name or of the title when it stays empty."),
    )
    publish = forms.BooleanField(required=False, label=_("Publish the page at once"), initial=False)
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=_("Why the text is imported again"),
        help_text=_("For the desk alone: it stands beside the revision’s number."),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text")
        try:
            cleaned["kept"] = b64decode(cleaned.get("kept", ""), validate=True)
        except ValueError as error:
            raise forms.ValidationError(
                _("The text did not come back whole from the page before. Choose its file once more.")
            ) from error
        if file is None and not text and not cleaned["kept"] and not self.errors:
            raise forms.ValidationError(
                _("There is nothing to import yet. Choose a file, drop one here, or paste a text.")
            )
        if file is not None and text:
            self.add_error("text", _("There is a file as well as a text. Empty this field, or take the file away."))
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 1 MiB. Split it and import the parts."))
        return cleaned

    def clean_slug(self) -> str:
        typed = self.cleaned_data["slug"]
        try:
            return checked_slug(typed)
        except Refusal as refusal:
            # Typed as a title, it is meant as the name made of it.
            if name := slugify(typed, allow_unicode=True)[:200]:
                return str(name)
            raise forms.ValidationError(told(refusal)) from refusal

    def content(self) -> bytes:
        """The bytes of the article, a pasted text's line ends as they were."""
        cleaned = self.cleaned_data
        if cleaned["kept"]:
            return bytes(cleaned["kept"])
        if cleaned["file"] is not None:
            return bytes(cleaned["file"].read())
        newline, text = _LINE_ENDS[cleaned["line_ends"] or "lf"], str(cleaned["text"])
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", newline).encode()

    def file_name(self) -> str:
        return self.cleaned_data["file"].name if self.cleaned_data["file"] is not None else ""

    def pasted(self) -> "ImportForm":
        """The same with the text that was kept in its field, to be changed there."""
        source = self.content().decode(errors="replace")
        ends = next((name for name, end in _LINE_ENDS.items() if end in source), "lf")
        form = ImportForm(
            {"text": source, "line_ends": ends} | {name: self.data.get(name, "") for name in ("slug", "reason")}
        )
        form.full_clean()
        return form


def seen_as(revision: Revision) -> str:
    """What names a next revision that was looked at before it is kept: its number, how many notes of its article were
    published by then, and its bytes; one query."""
    return f"{revision.number}-{revision.article.notes.published().count()}-{revision.sha256}"


def seen_in(sent: Iterable[str]) -> dict[int, int]:
    """The versions of notes that were looked at, by primary key, as the sheet and the queue send them."""
    pairs = [row_ids(one.split("-")) for one in sent]
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


class PlaceForm(forms.Form):
    """Where a lost place belongs: selected on the desk, or its words typed; and, once an editor has seen what comes of
    it in a revision, whether these are still wrong."""

    WRONG, RIGHT = "wrong", "right"

    field = forms.CharField(required=False)
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=0)
    exact = forms.CharField(
        strip=False, error_messages={"required": _("Type the words, or select them in the article.")}
    )
    words = forms.ChoiceField(required=False, choices=[(WRONG, WRONG), (RIGHT, RIGHT)])
    revision = forms.IntegerField(required=False, min_value=0)

    def place(self) -> Place:
        cleaned = self.cleaned_data
        words = cleaned["exact"].replace("\r\n", "\n")
        return Place(cleaned["field"], cleaned["start"] or 0, cleaned["end"] or 0, words)


class PresenceForm(forms.Form):
    """What an open page of an article says of itself: its tab, its standing, and what its card is about."""

    tab = forms.CharField(max_length=40)
    standing = forms.CharField(max_length=200, required=False)
    note = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    words = forms.CharField(required=False)
    hidden = forms.BooleanField(required=False)
    leaving = forms.BooleanField(required=False)

    def clean_words(self) -> str:
        """As much of the words as is told."""
        return " ".join(self.cleaned_data["words"].split())[:200]
