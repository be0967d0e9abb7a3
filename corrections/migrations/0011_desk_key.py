"""Makes a table for the desk’s own key, which seals its receipts; the key itself is made when all migrations have run."""

import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('corrections', '0010_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='32 random bytes in hexadecimal; never published.', max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='desk_key_is_one_row'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('key'), 64), name='desk_key_has_64_digits')],
            },
        ),
    ]
