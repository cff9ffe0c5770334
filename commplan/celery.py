"""The Celery app: it only wakes workers; what is due stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commplan.settings")

app = Celery("commplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
