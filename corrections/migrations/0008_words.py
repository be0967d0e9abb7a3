"""Keeps the words of each article's latest revision, so that the archive can be searched for exact words.

The traces of words are found by SQLite's full-text table, which triggers keep as the rows are, or by an index of
PostgreSQL. On SQLite, a later migration that makes the table of the words anew loses these triggers, and lays its own
copy of them. `corrections.models.words.fill_words` fills the table of an older database once all migrations are done.
"""

import django.db.models.deletion
from django.db import migrations, models

WORDS = "corrections_articlewords"
TRACES = "corrections_articletraces"

# Only whether a trace is there is asked, so that no places are kept.
LAY_SQLITE = (
    f"CREATE VIRTUAL TABLE {TRACES} USING fts5(traces, content='{WORDS}', content_rowid='article_id',"
    " tokenize='ascii', detail=none, columnsize=0)",
    f"CREATE TRIGGER article_traces_are_added AFTER INSERT ON {WORDS} BEGIN"
    f" INSERT INTO {TRACES} (rowid, traces) VALUES (NEW.article_id, NEW.traces); END",
    f"CREATE TRIGGER article_traces_are_removed AFTER DELETE ON {WORDS} BEGIN"
    f" INSERT INTO {TRACES} ({TRACES}, rowid, traces) VALUES ('delete', OLD.article_id, OLD.traces); END",
    f"CREATE TRIGGER article_traces_are_changed AFTER UPDATE OF traces ON {WORDS} BEGIN"
    f" INSERT INTO {TRACES} ({TRACES}, rowid, traces) VALUES ('delete', OLD.article_id, OLD.traces);"
    f" INSERT INTO {TRACES} (rowid, traces) VALUES (NEW.article_id, NEW.traces); END",
)
LIFT_SQLITE = (
    "DROP TRIGGER article_traces_are_added",
    "DROP TRIGGER article_traces_are_removed",
    "DROP TRIGGER article_traces_are_changed",
    f"DROP TABLE {TRACES}",
)
LAY_POSTGRESQL = (f"CREATE INDEX words_by_trace ON {WORDS} USING gin (string_to_array(traces, ' '))",)
LIFT_POSTGRESQL = ("DROP INDEX words_by_trace",)

SQL = {"sqlite": (LAY_SQLITE, LIFT_SQLITE), "postgresql": (LAY_POSTGRESQL, LIFT_POSTGRESQL)}


def lay(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0007_ledger_chain"),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleWords',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='corrections.article')),
                ('text', models.TextField(help_text='With plain quotation marks, hyphens and spaces.')),
                ('traces', models.TextField(help_text='Of its words and of each two in a row, with spaces between.')),
                ('edges', models.JSONField(default=list, help_text='Where in the rendered body a word ends although another letter follows.')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='corrections.revision')),
            ],
        ),
        migrations.RunPython(lay, lift),
    ]
