from typing import Any

from django.db import migrations


def keep_ready_recaps(apps: Any, schema_editor: Any) -> None:
    """What was ready before versions were kept is the first one."""
    recaps = apps.get_model("workshops", "Recap").objects.filter(state="ready", ready_at__isnull=False)
    version = apps.get_model("workshops", "RecapVersion")
    for recap in recaps.filter(versions=None):
        sections = [
            {"heading": row.heading, "text": row.text.strip(), "lists_actions": row.lists_actions}
            for row in recap.sections.order_by("position", "pk")
        ]
        version.objects.create(
            recap=recap, number=1, at=recap.ready_at, by_id=recap.ready_by_id, sections=sections
        )


class Migration(migrations.Migration):
    dependencies = [("workshops", "0010_hold_touchpoints_by_hand")]
    operations = [migrations.RunPython(keep_ready_recaps, migrations.RunPython.noop)]
