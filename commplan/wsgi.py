"""The WSGI entry for gunicorn and the local runner."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commplan.settings")

application = get_wsgi_application()
