"""What was sent by a worker that did not come to writing its history: from now on both are one."""

from typing import Any

from django.db import migrations


def write_history(apps: Any, schema_editor: Any) -> None:
    Delivery = apps.get_model("emails", "Delivery")
    DeliveryEvent = apps.get_model("emails", "DeliveryEvent")
    unrecorded = Delivery.objects.filter(is_recorded=False, sent_at__isnull=False)
    DeliveryEvent.objects.bulk_create(
        [
            DeliveryEvent(delivery_id=pk, at=at, from_state="claimed", to_state="sent", by="the program")
            for pk, at in unrecorded.values_list("pk", "sent_at")
        ],
        batch_size=1000,
    )
    unrecorded.update(is_recorded=True)


class Migration(migrations.Migration):
    dependencies = [("emails", "0012_tell_managers_as_notices")]

    operations = [migrations.RunPython(write_history, migrations.RunPython.noop)]
