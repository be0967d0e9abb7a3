"""Keeps who has which article open at the desk: rows that hold for some seconds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0008_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tab', models.CharField(help_text='The name that the browser gave this tab.', max_length=40)),
                ('note', models.PositiveBigIntegerField(blank=True, help_text='The note that the open card is about.', null=True)),
                ('words', models.CharField(blank=True, help_text='The words that the open card marks anew.', max_length=200)),
                ('until', models.DateTimeField(db_index=True, help_text='When this no longer holds, unless it is said again.')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='corrections.article')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('article', 'account', 'tab'), name='presence_is_one_row_a_tab')],
            },
        ),
    ]
