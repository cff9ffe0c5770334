from pathlib import Path

from django.urls import reverse

from workshops import playbooks, services


def test_plan_comes_back_as_a_document_to_keep(manager_client, project, early):
    playbook = playbooks.available()[0]
    workshop = services.import_plan(text=playbook.text, project=project, by=None, now=early)

    response = manager_client.get(reverse("workshops:plan-export", args=[workshop.pk]))

    assert response.content.decode() == services.export_plan(workshop=workshop)
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename=")


def test_file_name_holds_no_path(manager_client, project, early):
    workshop = services.import_plan(text=playbooks.available()[0].text, project=project, by=None, now=early)
    workshop.title = '../../etc/"passwd"'
    workshop.save()

    response = manager_client.get(reverse("workshops:plan-export", args=[workshop.pk]))

    name = response["Content-Disposition"].partition("filename=")[2].strip('"')
    assert name == Path(name).name
    assert name.endswith("etcpasswd.md")
