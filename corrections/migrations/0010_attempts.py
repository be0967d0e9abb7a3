"""Counts attempts to sign in: rows of numbers that hold for an hour."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0009_presence"),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('slot', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=0)),
                ('wait_until', models.DateTimeField(help_text='When the next attempt may be made.')),
                ('forgotten_at', models.DateTimeField(db_index=True, help_text='When these attempts no longer count.')),
            ],
            options={
                'verbose_name_plural': 'attempts',
            },
        ),
    ]
