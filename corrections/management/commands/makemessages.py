"""manage.py makemessages: as Django's, and it collects the sentences of refusals and warnings too."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=Sentence",
        "--keyword=Refusal",
        "--keyword=__init__",  # of a refusal of a kind of its own
        "--keyword=Unfit:2",
    ]
