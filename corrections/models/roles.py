"""Who may do what at the desk: the rights, and the groups of accounts that hold them."""

from django.apps import AppConfig
from django.apps import apps as current
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

IMPORT = "corrections.import_article"
DRAFT = "corrections.draft_note"
PUBLISH = "corrections.publish_note"
AMEND = "corrections.amend_note"
"""Rights, as `user.has_perm` takes them. Submitting goes with drafting, and returning with publishing."""

EDITOR, STANDARDS_EDITOR, ADMINISTRATOR = "editor", "standards editor", "administrator"
"""Names of groups. A standards editor writes too, as in most newsrooms; an administrator keeps the accounts alone."""

_OF_EDITORS = (IMPORT, DRAFT)
_RIGHTS = {
    EDITOR: _OF_EDITORS,
    STANDARDS_EDITOR: (*_OF_EDITORS, PUBLISH, AMEND),
    ADMINISTRATOR: ("auth.view_user", "auth.add_user", "auth.change_user", "auth.delete_user", "auth.view_group"),
}


def fill_groups(
    app_config: AppConfig | None = None, apps: Apps = current, using: str = "default", **signal: object
) -> None:
    """Make the groups that are missing, and give their rights to those that have none.

    Done after each migration, and after tests have emptied the tables. A group that has any right is left as the
    newsroom made it. apps: the models as the migrations left them; nothing is done where the rights are not among them.
    """
    if "group" not in apps.all_models["auth"]:
        return
    # Django makes them by itself, but for one application after the other, and only after this.
    for label in ("corrections", "auth"):
        create_permissions(current.get_app_config(label), verbosity=0, interactive=False, using=using, apps=apps)
    group_of, permission = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in permission.using(using).select_related("content_type")
    }
    if not all(right in known for rights in _RIGHTS.values() for right in rights):
        return  # migrated back to before there were any
    for name, rights in _RIGHTS.items():
        group, _ = group_of.using(using).get_or_create(name=name)
        if not group.permissions.exists():
            group.permissions.add(*(known[right] for right in rights))
