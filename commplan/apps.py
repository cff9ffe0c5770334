from django.apps import AppConfig


class CommPlanConfig(AppConfig):
    name = "commplan"
    verbose_name = "CommPlan"
