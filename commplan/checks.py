"""Settings that would make mails wrong, found before the first one leaves."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

from commplan.mail_settings import is_provider, leaves, webhook_secrets
from emails.message.identity import own_address
from emails.services.moves import LEASE
from emails.transport.handover import connect

# What the checks of the settings are told apart by, from those of pages and forms.
MAILS: Final = "mails"
# Half of the time for which a worker holds a mail: the other half is for the mail's own making.
LONGEST_TIMEOUT: Final = LEASE.total_seconds() / 2
# Well below what /readyz takes for a loop that has stopped.
LONGEST_PAUSE: Final = 60
# Below this a secret can be guessed by trying.
SHORTEST_SECRET: Final = 16


def check_mail_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """All that can be told from the settings alone."""
    return [*_site_url(), *_from_address(), *_webhook_secret(), *_timeouts(), *_loop(), *_way_out()]


def check_site_is_private(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy`: what stands in a link must not be read on the way."""
    if urlsplit(settings.SITE_URL).scheme == "https":
        return []
    hint = "Give SITE_URL with https://: each link to answer is as good as a signature."
    return [Warning("Links in mails are not encrypted.", hint=hint, id="commplan.W001")]


def _site_url() -> Iterator[CheckMessage]:
    url = urlsplit(settings.SITE_URL)
    has_more = url.path or url.query or url.fragment or url.username
    if url.scheme not in ("http", "https") or not url.hostname or has_more:
        hint = "Give SITE_URL as https://commplan.example.org, with nothing behind it."
        yield Error("SITE_URL is not the address of a site.", hint=hint, id="commplan.E001")
        return
    if not validate_host(url.hostname, settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1"]):
        hint = f"Add {url.hostname} to ALLOWED_HOSTS."
        yield Error("SITE_URL names a host that gets no answer.", hint=hint, id="commplan.E002")
    if leaves(settings.EMAIL_BACKEND) and _is_this_machine(url.hostname):
        hint = "Give SITE_URL as participants reach it."
        yield _wrong_for_others("Links in mails lead to the reader's own machine.", hint, "003")


def _from_address() -> Iterator[CheckMessage]:
    address = own_address()
    hint = "Give DEFAULT_FROM_EMAIL as CommPlan <commplan@example.org>, an address of your own domain."
    try:
        validate_email(address)
    except ValidationError:
        yield Error("DEFAULT_FROM_EMAIL is not a mail address.", hint=hint, id="commplan.E004")
        return
    if leaves(settings.EMAIL_BACKEND) and _is_this_machine(address.rpartition("@")[2]):
        yield _wrong_for_others("Mails come from an address that nobody else knows.", hint, "005")


def _webhook_secret() -> Iterator[CheckMessage]:
    secrets = webhook_secrets(settings.ANYMAIL)
    hint = 'Give ANYMAIL={"WEBHOOK_SECRET": "name:password"} with a long random password.'
    if is_provider(settings.EMAIL_BACKEND) and not secrets:
        message = "Without WEBHOOK_SECRET anybody may say what became of a mail."
        yield Error(message, hint=hint, id="commplan.E006")
    if any(":" not in secret or len(secret.partition(":")[2]) < SHORTEST_SECRET for secret in secrets):
        message = f"WEBHOOK_SECRET is not a name and a password of at least {SHORTEST_SECRET} characters."
        yield Error(message, hint=hint, id="commplan.E007")


def _timeouts() -> Iterator[CheckMessage]:
    timeouts = {
        "EMAIL_TIMEOUT": settings.EMAIL_TIMEOUT,
        "REQUESTS_TIMEOUT in ANYMAIL": settings.ANYMAIL.get("REQUESTS_TIMEOUT", settings.EMAIL_TIMEOUT),
    }
    of_ses = settings.ANYMAIL.get("AMAZON_SES_CLIENT_PARAMS", {}).get("config", {})
    for name in {"connect_timeout", "read_timeout"} & set(of_ses):
        timeouts[f"{name} for Amazon SES in ANYMAIL"] = of_ses[name]
    for name, seconds in timeouts.items():
        is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
        if not is_number or not 0 < seconds <= LONGEST_TIMEOUT:
            message = f"{name} is not between 0 and {LONGEST_TIMEOUT:g} seconds."
            hint = "A server that hangs would hold up all mails, or let a second worker send the same one."
            yield Error(message, hint=hint, id="commplan.E008")


def _loop() -> Iterator[CheckMessage]:
    if not 1 <= settings.TICK_SECONDS <= LONGEST_PAUSE:
        message = f"TICK_SECONDS is not between 1 and {LONGEST_PAUSE}."
        hint = "So often it is looked what is due: mails would be late, or the database never at rest."
        yield Error(message, hint=hint, id="commplan.E011")
    if settings.EMAILS_BATCH_SIZE < 1:
        hint = "So many leave in one pass: leave it out for the usual number."
        yield Error("No mail leaves with this EMAILS_BATCH_SIZE.", hint=hint, id="commplan.E012")


def _way_out() -> Iterator[CheckMessage]:
    if settings.EMAIL_BACKEND.startswith("anymail.backends.amazon_ses") and find_spec("boto3") is None:
        hint = "Install commplan/requirements/ses.txt, or build the image with REQUIREMENTS=ses."
        yield Error("Amazon SES needs the package boto3.", hint=hint, id="commplan.E009")
        return
    try:
        connect()
    except Exception as error:  # each backend has errors of its own for what it misses
        reason = " ".join(str(error).split())
        yield Error(f"No mail can leave by EMAIL_BACKEND: {reason}", id="commplan.E010")


def _wrong_for_others(message: str, hint: str, number: str) -> CheckMessage:
    """A local run is tried against a mail server on the same machine, so there it is only a warning."""
    if settings.LOCAL:
        return Warning(message, hint=hint, id=f"commplan.W{number}")
    return Error(message, hint=hint, id=f"commplan.E{number}")


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
