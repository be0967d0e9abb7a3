"""Django's admin, open to whoever may change accounts: their group alone lets them in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from corrections.views.sign_in import SignInForm, answered


class AccountsSite(AdminSite):
    login_form = SignInForm  # Django's own turns away who is not marked as staff

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and (user.is_staff or user.has_perm("auth.change_user"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return answered(request, super().login(request, extra_context))
