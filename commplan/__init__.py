"""CommPlan: settings, URLs, the Celery app, the dashboard and the local runner."""

from commplan.celery import app as celery_app

__all__ = ["celery_app"]
