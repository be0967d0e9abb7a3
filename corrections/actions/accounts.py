"""Who acts when nobody is named: the desk's own account, which cannot sign in."""

from django.contrib.auth import get_user_model

from corrections.text import Refusal

DESK = "desk"


def desk_account():
    """The built-in account; made on first use."""
    users = get_user_model().objects
    account = users.filter(username=DESK).first()
    if account is None:
        account = users.model(username=DESK, is_active=False)
        account.set_unusable_password()
        account.save()
    return account


def account_named(name: str | None):
    """The account of that name, or the built-in one. Raises Refusal for a name that nobody has."""
    if not name:
        return desk_account()
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        raise Refusal(f"There is no account “{name}”. Name one that exists, or leave --user out.")
    return account
