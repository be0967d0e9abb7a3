"""Who acts when nobody is named: the desk's own account, which cannot sign in."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from corrections.text import Refusal

DESK = "desk"


def desk_account() -> User:
    """The built-in account; made on first use."""
    account, _ = get_user_model().objects.get_or_create(
        username=DESK, defaults={"is_active": False, "password": make_password(None)}
    )
    return account


def account_named(name: str | None) -> User:
    """The account of that name, or the built-in one. Raises Refusal for a name that nobody has."""
    if not name:
        return desk_account()
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        raise Refusal("There is no account “{name}”. Name one that exists, or leave --user out.", name=name)
    return account
