"""Keeps the log of all notices in narrow rows, with the words that are searched, and the tallies of its figures.

The words are found by SQLite's full-text table, which triggers keep as the rows are, or by an index of PostgreSQL. On
SQLite, a later migration that makes the table of the log anew loses these triggers, and lays its own copy of them.
`corrections.models.log.fill_log` fills the log of an older database once all migrations are done.
"""

import django.db.models.deletion
from django.db import migrations, models

LOG = "corrections_logentry"
WORDS = "corrections_logwords"

# The terms come apart by spaces alone, so the plainest tokenizer does.
LAY_SQLITE = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5(words, content='{LOG}', content_rowid='place', tokenize='ascii')",
    f"CREATE TRIGGER log_words_are_added AFTER INSERT ON {LOG} BEGIN"
    f" INSERT INTO {WORDS} (rowid, words) VALUES (NEW.place, NEW.words); END",
    f"CREATE TRIGGER log_words_are_removed AFTER DELETE ON {LOG} BEGIN"
    f" INSERT INTO {WORDS} ({WORDS}, rowid, words) VALUES ('delete', OLD.place, OLD.words); END",
    f"CREATE TRIGGER log_words_are_changed AFTER UPDATE OF words ON {LOG} BEGIN"
    f" INSERT INTO {WORDS} ({WORDS}, rowid, words) VALUES ('delete', OLD.place, OLD.words);"
    f" INSERT INTO {WORDS} (rowid, words) VALUES (NEW.place, NEW.words); END",
)
LIFT_SQLITE = (
    "DROP TRIGGER log_words_are_added",
    "DROP TRIGGER log_words_are_removed",
    "DROP TRIGGER log_words_are_changed",
    f"DROP TABLE {WORDS}",
)
LAY_POSTGRESQL = (f"CREATE INDEX log_by_words ON {LOG} USING gin (to_tsvector('simple', words))",)
LIFT_POSTGRESQL = ("DROP INDEX log_by_words",)

SQL = {"sqlite": (LAY_SQLITE, LIFT_SQLITE), "postgresql": (LAY_POSTGRESQL, LIFT_POSTGRESQL)}


def lay(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0003_public_state'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='title',
            field=models.CharField(blank=True, editable=False, help_text='As readers get it, put right by what is published.', max_length=500),
        ),
        migrations.CreateModel(
            name='DelayTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveIntegerField(unique=True)),
                ('counted', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='MonthTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('kind', models.CharField(max_length=20)),
                ('severity', models.CharField(max_length=20)),
                ('listed', models.PositiveIntegerField(default=0)),
                ('counted', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'kind', 'severity'), name='tally_is_one_a_month_kind_and_severity')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('place', models.BigAutoField(help_text='Milliseconds since 1970 and a number within, the first notice having the highest.', primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('severity', models.CharField(max_length=20)),
                ('words', models.TextField(help_text="The terms of the article's title and of the wording, as readers get them.")),
                ('counted_on', models.DateField(null=True)),
                ('days', models.PositiveIntegerField(null=True)),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='log_entry', to='corrections.correctionnote')),
            ],
            options={
                'ordering': ['-place'],
                'indexes': [models.Index(fields=['kind', 'place'], name='log_by_kind'), models.Index(fields=['severity', 'place'], name='log_by_severity'), models.Index(fields=['kind', 'severity', 'place'], name='log_by_kind_and_severity')],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
