from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.examples import examples
from tests.factories.workshops import ProjectFactory, UserFactory
from tests.workshops.views.test_plan_import import PLAN

# Parts that plans are made of, so that random text reaches past the first heading.
PARTS = st.sampled_from(
    [
        *("# Workshop 4: ", "## Timeline\n", "- **T-7 to T-5:** ", "- T+999999999999: ", "**To:** "),
        *("**Subject:** ", "**Agenda**\n1. ", " (99999999999999999999 min)", "## Mail (T-3)\n", "\n\n", "- "),
        *("| a | b |\n", "<gap>", "## Groups\n- **", "**\n", "Week X", "{{", "{{ person.name }}", "`x/y.md`"),
        *("90–120 minutes", "\u2028"),
    ]
)


class AnyText(TestCase):
    """Whatever is posted, the answer is a page or a redirect, and never a server error."""

    def setup_example(self) -> None:
        super().setup_example()
        self.project = ProjectFactory(manager=UserFactory())
        self.client.force_login(self.project.memberships.get().user)
        self.url = reverse("workshops:plan-import", args=[self.project.pk])

    def post(self, text: str) -> None:
        values = {"text": text.encode("utf-8", "replace").decode(), "time_zone": "UTC"}
        slot = {"date": "2026-12-14", "time": "10:00", "confirm": "1"}

        codes = [self.client.post(self.url, values | extra).status_code for extra in ({}, slot)]

        assert codes in ([200, 200], [200, 302])

    @settings(max_examples=examples(25), deadline=None)
    @given(st.text(max_size=400))
    def test_any_text_is_answered(self, text: str) -> None:
        self.post(text)

    @settings(max_examples=examples(60), deadline=None)
    @given(st.lists(PARTS | st.text(max_size=20), max_size=40))
    def test_any_mix_of_a_plans_parts_is_answered(self, parts: list[str]) -> None:
        self.post("".join(parts))

    @settings(max_examples=examples(25), deadline=None)
    @given(st.text(max_size=320).map(lambda words: PLAN.replace("Tide Tables", words)))
    def test_any_words_in_a_whole_plan_are_answered(self, text: str) -> None:
        self.post(text)

    @settings(max_examples=examples(30), deadline=None)
    @given(st.binary(max_size=400))
    def test_any_file_is_answered(self, data: bytes) -> None:
        answer = self.client.post(self.url, {"file": SimpleUploadedFile("plan.md", data)})

        assert answer.status_code == 200
