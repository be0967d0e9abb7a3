"""Makes the tables with their constraints."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, help_text="Its name in addresses.", max_length=200, unique=True
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", help_text="A language tag, such as en or zh-Hans.", max_length=35),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "published_at",
                    models.DateTimeField(blank=True, help_text="When its public page was published.", null=True),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["published_at"], name="article_by_publication")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="article_published_knows_by_whom",
                    ),
                    models.CheckConstraint(condition=models.Q(("slug", ""), _negated=True), name="article_has_a_slug"),
                    models.CheckConstraint(
                        condition=models.Q(("language", ""), _negated=True), name="article_has_a_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="Its name in feeds, for good.", unique=True
                    ),
                ),
                (
                    "external_id",
                    models.CharField(
                        blank=True, help_text="The `id` of the annotation that it was imported from.", max_length=1000
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        blank=True, help_text="Permanent, one series an article; given at publication.", null=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "Correction"),
                            ("clarification", "Clarification"),
                            ("update", "Update"),
                            ("editors_note", "Editor's note"),
                            ("minor_fix", "Minor fix"),
                            ("concern", "Under review"),
                            ("retraction", "Retraction"),
                            ("removal", "Editor's note: content removed"),
                        ],
                        default="correction",
                        max_length=20,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("minor", "Minor"), ("standard", "Standard"), ("serious", "Serious")],
                        default="standard",
                        max_length=20,
                    ),
                ),
                (
                    "error_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("name", "Name"),
                            ("number", "Number"),
                            ("date_or_place", "Date or place"),
                            ("quotation", "Quotation"),
                            ("attribution", "Attribution"),
                            ("identity_or_caption", "Identity or caption"),
                            ("headline", "Headline"),
                            ("misstated_fact", "Misstated fact"),
                            ("context_or_omission", "Context or omission"),
                            ("link", "Link"),
                            ("other", "Other"),
                        ],
                        help_text="For the newsroom's figures; readers never see it.",
                        max_length=30,
                    ),
                ),
                (
                    "wording",
                    models.TextField(
                        blank=True,
                        help_text="What readers will read, in inline Markdown. The label, the number and the date are added for you.",
                    ),
                ),
                (
                    "wording_html",
                    models.TextField(
                        blank=True, default="", editable=False, help_text="The wording as HTML; made on saving."
                    ),
                ),
                ("memo", models.TextField(blank=True, help_text="For the desk alone; never published.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("apology", models.BooleanField(default=False, help_text="Adds the house's words of regret.")),
                (
                    "confirmed_internally",
                    models.BooleanField(default=False, help_text="The newsroom checked this itself."),
                ),
                (
                    "reported_on",
                    models.DateField(
                        blank=True, help_text="The day on which the newsroom heard of the error.", null=True
                    ),
                ),
                (
                    "withheld",
                    models.BooleanField(
                        default=False,
                        help_text="The original words must not appear anywhere in public (libel, privacy).",
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True,
                        help_text="What the withheld words were about, told without repeating them.",
                        max_length=200,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1,
                        help_text="Goes up with every change, so that two editors cannot overwrite each other unawares.",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        help_text="The published note that this one sets right.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amended_by",
                        to="corrections.correctionnote",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="corrections.article"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["published_at"], name="note_by_publication")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", False),
                                ("published_at__isnull", False),
                                ("publisher__isnull", False),
                                ("status", "published"),
                            ),
                            models.Q(
                                models.Q(("status", "published"), _negated=True),
                                ("number__isnull", True),
                                ("published_at__isnull", True),
                                ("publisher__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="note_published_knows_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(("wording", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="note_published_has_its_wording",
                        violation_error_message="Write what readers shall read before you publish the note.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "removal"), _negated=True), ("withheld", True), _connector="OR"
                        ),
                        name="note_removal_is_withheld",
                        violation_error_message="What is removed is withheld: its words may appear nowhere in public.",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="note_number_starts_at_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "correction",
                                    "clarification",
                                    "update",
                                    "editors_note",
                                    "minor_fix",
                                    "concern",
                                    "retraction",
                                    "removal",
                                ],
                            )
                        ),
                        name="note_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "standard", "serious"])),
                        name="note_severity_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "error_type__in",
                                [
                                    "",
                                    "name",
                                    "number",
                                    "date_or_place",
                                    "quotation",
                                    "attribution",
                                    "identity_or_caption",
                                    "headline",
                                    "misstated_fact",
                                    "context_or_omission",
                                    "link",
                                    "other",
                                ],
                            )
                        ),
                        name="note_error_type_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "returned", "published"])),
                        name="note_status_is_known",
                    ),
                    models.UniqueConstraint(fields=("article", "number"), name="note_number_is_unique_in_its_article"),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("article", "external_id"),
                        name="note_external_id_is_unique_in_its_article",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "published")),
                        fields=("amends",),
                        name="note_is_amended_once_published",
                        violation_error_message="Another note amends this one already; amend that one instead.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("published", "Published"),
                            ("amended", "Amended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("remark", models.TextField(blank=True, help_text="Why; for the desk alone.")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="corrections.correctionnote",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["drafted", "submitted", "returned", "published", "amended"])),
                        name="event_state_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(help_text="1 for the first text that was imported, then 2, 3, ..."),
                ),
                (
                    "source",
                    models.TextField(
                        help_text="The Markdown file as it came, front matter, byte order mark and line ends included."
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        editable=False,
                        help_text="Of the UTF-8 bytes of the source, in hexadecimal; made on saving.",
                        max_length=64,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="For lists: the front matter's title, else the first heading.",
                        max_length=500,
                    ),
                ),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, help_text="Why the text was imported again.", max_length=500)),
                (
                    "own_erratum",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "It ends in an erratum block that this desk exported, which readers get from the notes instead."
                        ),
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="corrections.article"
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["article_id", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "number"), name="revision_number_is_unique_in_its_article"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="revision_number_starts_at_one"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("sha256"), 64),
                        name="revision_sha256_has_64_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rendering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "renderer",
                    models.CharField(
                        help_text="The renderer's version, as `corrections.text.RENDERER`.", max_length=200
                    ),
                ),
                ("html", models.TextField(help_text="The body as sanitised HTML.")),
                (
                    "fields",
                    models.JSONField(
                        blank=True, default=list, help_text="The front matter's texts, in order: [[name, text], ...]."
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renderings",
                        to="corrections.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["revision_id", "-made_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "renderer"), name="rendering_is_made_once_a_renderer")
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place among the note's sources, from 0."),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        max_length=2000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=500)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="corrections.correctionnote",
                    ),
                ),
            ],
            options={
                "ordering": ["note_id", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), _negated=True),
                            models.Q(("title", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="source_has_address_or_title",
                        violation_error_message="Give the source an address or a title.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""),
                            ("url__istartswith", "https://"),
                            ("url__istartswith", "http://"),
                            _connector="OR",
                        ),
                        name="source_address_is_on_the_web",
                        violation_error_message="The address must begin with https:// or http://.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Span",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place among the note's spans, from 0."),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        help_text='A path in the front matter, such as "title"; empty for the body.',
                        max_length=200,
                    ),
                ),
                ("source_start", models.PositiveIntegerField()),
                ("source_end", models.PositiveIntegerField()),
                ("text_start", models.PositiveIntegerField()),
                ("text_end", models.PositiveIntegerField()),
                (
                    "quote_exact",
                    models.TextField(help_text="The words, as rendered: the seal that is checked before use."),
                ),
                ("quote_prefix", models.TextField(blank=True, help_text="What stands directly before them.")),
                ("quote_suffix", models.TextField(blank=True, help_text="What stands directly after them.")),
                (
                    "replacement",
                    models.TextField(
                        blank=True,
                        help_text="What the words become. None: they stay. Empty: they are deleted.",
                        null=True,
                    ),
                ),
                (
                    "splices",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='The proven changes to the whole source: [[start, end, "new"], ...].',
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("selected", "Selected by an editor"),
                            ("imported", "Imported with an annotation"),
                            ("carried", "Carried from an earlier revision"),
                            ("placed", "Placed again by an editor"),
                            ("incorporated", "Already put right in the newer revision"),
                        ],
                        default="selected",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        help_text="The span of the same note in an earlier revision that this one leads on from.",
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="carried_to",
                        to="corrections.span",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spans",
                        to="corrections.correctionnote",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spans", to="corrections.revision"
                    ),
                ),
            ],
            options={
                "ordering": ["note_id", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text_end__gt", models.F("text_start"))), name="span_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_end__gt", models.F("source_start"))),
                        name="span_source_is_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("quote_exact"),
                            django.db.models.expressions.CombinedExpression(
                                models.F("text_end"), "-", models.F("text_start")
                            ),
                        ),
                        name="span_quote_is_as_long_as_its_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replacement__isnull", True), ("splices", [])),
                            models.Q(
                                models.Q(("replacement__isnull", False)),
                                models.Q(
                                    models.Q(("splices", []), _negated=True),
                                    ("origin", "incorporated"),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="span_replacement_has_its_splices",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("carried_from__isnull", False), ("origin__in", ["carried", "placed", "incorporated"])
                            ),
                            models.Q(
                                models.Q(("origin__in", ["carried", "placed", "incorporated"]), _negated=True),
                                ("carried_from__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="span_carried_knows_where_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["selected", "imported", "carried", "placed", "incorporated"])
                        ),
                        name="span_origin_is_known",
                    ),
                ],
            },
        ),
    ]
