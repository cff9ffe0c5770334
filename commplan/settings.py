"""Settings by environment; `.env.example` explains each variable.

Without SECRET_KEY the program runs in *local mode*: a key of its own under `.data/`, SQLite, mail kept
in the local outbox, only loopback host names. Production gives SECRET_KEY, ALLOWED_HOSTS and SITE_URL.
"""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import bootstrap
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from commplan.beat import Every
from commplan.mail_settings import asked_once, is_provider, webhook_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("COMMPLAN_DATA_DIR", default=str(BASE_DIR / ".data")))
LOCAL = env.bool("COMMPLAN_LOCAL", default=not env.str("SECRET_KEY", default=""))
DEBUG = env.bool("DEBUG", default=False)


def local_secret_key() -> str:
    """The key of this folder's local run, made at the first start and kept, readable by its owner only."""
    path = DATA_DIR / "secret_key"
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        # Two first starts at once: a link is made whole or not at all, and the first one counts for both.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not LOCAL:
        raise ImproperlyConfigured("SECRET_KEY is not set: give a long random text (see .env.example).")
    SECRET_KEY = local_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# What only pages need. `manage.py worker` has none, and need not have it in memory.
HAS_PAGES = env.bool("HAS_PAGES", default=True)
_APPS_OF_PAGES = [
    # The admin's own are looked for where addresses are.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "axes",
]
INSTALLED_APPS = [
    "commplan.apps.CommPlanConfig",
    "workshops.apps.WorkshopsConfig",
    "actions.apps.ActionsConfig",
    "emails.apps.EmailsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    *(_APPS_OF_PAGES if HAS_PAGES else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "commplan.views.unsent.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "commplan.urls"
WSGI_APPLICATION = "commplan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# A database server that went without a word is taken for gone after a minute: by itself libpq waits a quarter
# of an hour. Seconds, but for the last, which counts milliseconds.
_POSTGRESQL_WAITS = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


def database() -> dict[str, Any]:
    """SQLite tuned for several writers (facts: DEFERRED loses to IMMEDIATE), or what DATABASE_URL says."""
    default = f"sqlite:///{DATA_DIR / 'commplan.sqlite3'}"
    config: dict[str, Any] = dict(env.db("DATABASE_URL", default=default))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        if config["ENGINE"] == "django.db.backends.postgresql":
            # What DATABASE_URL says behind its question mark counts before these.
            config["OPTIONS"] = _POSTGRESQL_WAITS | config.get("OPTIONS", {})
    return config


if LOCAL:
    # WhiteNoise warns of a missing STATIC_ROOT even where it finds the files by itself.
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "workshops.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "commplan.views.unsent.refused_token"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"

# Five wrong passwords for one account from one address, then a pause. The address is REMOTE_ADDR alone:
# a forged X-Forwarded-For must not lift the lock.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "commplan.client_ip.client_ip"
# The sign-in form's field. By default axes looks for the model's (email) in one of two places: no lock then.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "commplan.client_ip.account"
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
# Bootstrap's files come out of its package: nothing of it is committed.
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static", ("bootstrap", next(iter(bootstrap.__path__)))]
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Mail: into the local outbox unless EMAIL_URL (SMTP) or EMAIL_BACKEND (any Anymail provider) says otherwise.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="emails.backends.OutboxBackend")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="commplan@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ANYMAIL = env.json("ANYMAIL", default={})
# A check would come too late for gunicorn, which makes none: a provider without a secret stops the start.
if is_provider(EMAIL_BACKEND):
    if not webhook_secrets(ANYMAIL):
        raise ImproperlyConfigured(
            'ANYMAIL has no "WEBHOOK_SECRET": anybody could say what became of a mail.'
        )
    ANYMAIL = asked_once(ANYMAIL, EMAIL_TIMEOUT)
    # All that this adds is its checks.
    INSTALLED_APPS += ["anymail"]
EMAILS_BATCH_SIZE = env.int("EMAILS_BATCH_SIZE", default=5000)

# Who may read /metrics from elsewhere than this machine: Authorization: Bearer …
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://localhost")
# A connection that a router or a failover forgot says nothing: without these beat would wait for ever.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 10,
    "socket_connect_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
TICK_SECONDS = env.int("TICK_SECONDS", default=30)
CELERY_BEAT_SCHEDULE = {
    # A tick that waited for a worker only compares the same rows again: of those of a long outage most are
    # thrown away. Not as soon as the next is there: to a worker whose clock is ahead all would be too old.
    "tick": {
        "task": "emails.tasks.tick",
        "schedule": Every(TICK_SECONDS),
        "options": {"expires": 6 * 60 * 60},
    },
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not LOCAL:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    if env.bool("TRUST_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # Bootstrap's stylesheet draws its icons as data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "commplan.log_format.JsonFormatter"},
    },
    "filters": {"secret-paths": {"()": "commplan.log_filter.SecretPaths"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="plain"),
            "filters": ["secret-paths"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # At INFO it writes the path of every sign-in, and with it the local sign-in link's token.
    # The others write the paths of requests: on the logger the filter serves every handler, of reports too.
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"filters": ["secret-paths"]},
        "django.security.csrf": {"filters": ["secret-paths"]},
        "django.server": {"filters": ["secret-paths"], "handlers": ["console"], "propagate": False},
    },
}
