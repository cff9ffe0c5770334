"""Passwords forgotten, or never set: the way in for who was invited by address."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.utils.decorators import method_decorator

from workshops.models import User


class ResetForm(PasswordResetForm):
    """Serves invited users too, who have no password yet; Django's own form leaves them out."""

    def get_users(self, email: str) -> Iterable[User]:
        return User.objects.filter(email=email.strip().lower(), is_active=True)


@method_decorator(login_not_required, name="dispatch")
class PasswordResetView(auth_views.PasswordResetView):
    form_class = ResetForm

    def form_valid(self, form: Any) -> Any:
        # From SITE_URL: the Host header is the asker's to write, and the mail goes to somebody else.
        self.extra_email_context = {"site_url": settings.SITE_URL}
        return super().form_valid(form)
