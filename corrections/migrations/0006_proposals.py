"""Keeps where lost places may be in the latest revision. What was lost before gets its proposals with the next one."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0005_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(blank=True, help_text='A path in the front matter, such as "title"; empty for the body.', max_length=200)),
                ('text_start', models.PositiveIntegerField(help_text="In code points of the revision's text, as a span's.")),
                ('text_end', models.PositiveIntegerField()),
                ('certainty', models.CharField(choices=[('same', 'same'), ('changed', 'changed'), ('review', 'review')], help_text='same: the words are unchanged, and yet could not be taken; changed: a sound image with other words; review: the best guess.', max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='corrections.revision')),
                ('span', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposal', to='corrections.span')),
            ],
            options={
                'ordering': ['span_id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text_end__gt', models.F('text_start'))), name='proposal_is_not_empty'), models.CheckConstraint(condition=models.Q(('certainty__in', ['same', 'changed', 'review'])), name='proposal_certainty_is_known')],
            },
        ),
    ]
