"""Numbers each change that readers can see, and keeps the day that an article gives itself."""

from datetime import date

from django.db import migrations, models
from django.db.models import Max


def fill_days(apps, schema_editor):
    article, rendering = (apps.get_model("corrections", name) for name in ("Article", "Rendering"))
    latest = article.objects.annotate(latest=Max("revisions__number")).values_list("pk", "latest")
    for pk, number in latest.iterator():
        fields = rendering.objects.filter(revision__article=pk, revision__number=number).order_by("-made_at", "-pk")
        found = dict(fields.values_list("fields", flat=True).first() or ()).get("date", "")
        try:
            article.objects.filter(pk=pk).update(dated=date.fromisoformat(found[:10]))
        except ValueError:
            continue


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0002_frozen_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='dated',
            field=models.DateField(blank=True, help_text='The day that the latest revision gives itself in its front matter.', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='public_state',
            field=models.PositiveBigIntegerField(default=0, editable=False, help_text='The number of the last change that readers could see, as in PublicState.'),
        ),
        migrations.CreateModel(
            name='PublicState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='public_state_is_one_row')],
            },
        ),
        migrations.RunPython(fill_days, migrations.RunPython.noop, elidable=True),
    ]
