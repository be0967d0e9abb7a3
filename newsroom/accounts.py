"""The application `django.contrib.admin`, with a site of ours; apart from it, since it is read before any model is."""

from django.contrib.admin.apps import AdminConfig


class Accounts(AdminConfig):
    default_site = "newsroom.accounts_site.AccountsSite"
