"""Names the rights at the desk, and puts the accounts that are there into the groups of those who have them.

Whoever could sign in until now could do everything at the desk, and still can. The rights themselves are given to the
groups by `corrections.models.roles.fill_groups` once all migrations are done, since Django makes permissions only then.
"""

from django.conf import settings
from django.db import migrations, models

GROUPS = ("editor", "standards editor")


def keep_rights(apps, schema_editor):
    using = schema_editor.connection.alias
    label, model = settings.AUTH_USER_MODEL.split(".")
    accounts = list(apps.get_model(label, model).objects.using(using).filter(is_active=True))
    for name in GROUPS if accounts else ():
        group, _ = apps.get_model("auth", "Group").objects.using(using).get_or_create(name=name)
        for account in accounts:
            account.groups.add(group)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("corrections", "0004_log"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-created_at', '-pk'], 'permissions': [('import_article', 'Can import articles and their revisions')]},
        ),
        migrations.AlterModelOptions(
            name='correctionnote',
            options={'ordering': ['pk'], 'permissions': [('draft_note', 'Can draft notes and submit them'), ('publish_note', 'Can review notes: publish and return them'), ('amend_note', 'Can amend published notes')]},
        ),
        migrations.AddIndex(
            model_name='correctionnote',
            index=models.Index(fields=['status'], name='note_by_status'),
        ),
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
    ]
