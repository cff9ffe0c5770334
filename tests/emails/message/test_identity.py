"""Under which address our mails go out."""

import pytest
from django.utils import timezone

from emails.message.identity import message_id, own_address
from emails.models import Delivery
from emails.services import tick
from tests.faults.scene import due_now
from tests.faults.smtp_server import SmtpServer


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("CommPlan <plan@example.org>", "plan@example.org"),
        ("CommPlan <plan@exämple.org>", "plan@xn--exmple-cua.org"),
        ("nobody", "nobody"),
        ("plan@.example.org", "plan@.example.org"),
    ],
)
def test_own_domain_is_in_ascii(given, address, settings):
    settings.DEFAULT_FROM_EMAIL = given

    assert own_address() == address
    assert message_id(1, 1, 1).isascii()


@pytest.mark.django_db
def test_mails_leave_from_a_domain_that_is_not_ascii(settings):
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "CommPlan <plan@exämple.org>"
        now = timezone.now()
        # Enough that some are written out by us, not by Django.
        due_now(4, now=now)

        tick(now=now)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert set(server.copies) == set(Delivery.objects.values_list("message_id", flat=True))
