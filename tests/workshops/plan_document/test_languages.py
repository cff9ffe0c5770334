"""Plans in German, French and Dutch."""

import pytest

from workshops.plan_document import Window, parse, parse_audience, parse_offset, write

PLANS = {
    "German": """# Kommunikationsplan – Workshop 3: Rezepte

## Ziele
- Ein Rezept für alle

## Zielgruppen
- Küche
- Einkauf

## Zeitplan
- T-7: Einladung
- T-0 morgens: Erinnerung
- T+1: Protokoll

## Einladung (T-7)

**Von:** Küchenleitung
**An:** Küche; Einkauf
**Kopie:** Vorstand
**Betreff:** Rezepte

Hallo,

kommt bitte.

Viele Grüße
Küchenleitung

_Vor dem Versand Datum prüfen._

## Checkliste
- Alle eingeladen
""",
    "French": """# Plan de communication – Atelier 3 : Recettes

## Objectifs
- Une recette pour tous

## Parties prenantes
- Cuisine
- Achats

## Calendrier
- J-7 : Invitation
- T-0 matin : Rappel
- J+1 : Compte rendu

## Invitation (J-7)

**De :** Chef de cuisine
**À :** Cuisine ; Achats
**Copie :** Direction
**Objet :** Recettes

Bonjour,

merci de venir.

Cordialement,
Chef de cuisine

_Vérifier la date avant l'envoi._

## Liste de contrôle
- Tous invités
""",
    "Dutch": """# Communicatieplan – Workshop 3: Recepten

## Doelen
- Eén recept voor allen

## Deelnemers
- Keuken
- Inkoop

## Planning
- T-7: Uitnodiging
- T-0 's ochtends: Herinnering
- T+1: Verslag

## Uitnodiging (T-7)

Van: Chef-kok
Aan: Keuken; Inkoop
Kopie: Directie
Onderwerp: Recepten

Hallo,

kom alsjeblieft.

Met vriendelijke groet,
Chef-kok

_Controleer eerst de datum._

## Controlelijst
- Allen uitgenodigd
""",
}


@pytest.mark.parametrize("source", PLANS.values(), ids=PLANS)
def test_plan_is_read_by_its_own_words(source: str) -> None:
    plan = parse(source)

    invite, reminder, recap = plan.touchpoints
    assert plan.workshop.code == "3"
    assert len(plan.objectives) == len(plan.checks) == 1
    assert len(plan.groups) == 3
    assert plan.groups[2].is_from_mail
    assert (invite.opens_day, reminder.daypart, recap.opens_day) == (-7, "morning", 1)
    assert invite.email is not None
    assert invite.email.to == tuple(group.name for group in plan.groups[:2])
    assert invite.email.cc == (plan.groups[2].name,)
    assert invite.email.sender
    assert invite.email.body.split("\n")[-1] == invite.email.sender
    assert len(plan.unparsed) == 1
    assert write(plan, source) == source
    assert parse(write(plan)).touchpoints == plan.touchpoints


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2 Wochen vor dem Workshop", Window(-14, -14)),
        ("eine Woche vorher", Window(-7, -7)),
        ("drei Arbeitstage davor", Window(-3, -3, in_working_days=True)),
        ("am Folgetag", Window(1, 1, "", True)),
        ("am Vortag, nachmittags", Window(-1, -1, "afternoon")),
        ("10 jours avant l'atelier", Window(-10, -10)),
        ("deux semaines après", Window(14, 14, "", True)),
        ("la veille", Window(-1, -1)),
        ("le lendemain matin", Window(1, 1, "morning", True)),
        ("3 dagen voor de workshop", Window(-3, -3)),
        ("een week later", Window(7, 7, "", True)),
        ("de dag erna", Window(1, 1, "", True)),
    ],
)
def test_day_is_told_in_its_own_words(text: str, window: Window) -> None:
    (found,) = parse_offset(text)

    assert (found.opens_day, found.closes_day, found.daypart, found.is_after) == (
        window.opens_day,
        window.closes_day,
        window.daypart,
        window.is_after,
    )
    assert found.label == text


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Bestätigte Teilnehmer", "confirmed"),
        ("alle Teilnehmerinnen und Teilnehmer", "not-declined"),
        ("Alle Beteiligten", "all"),
        ("Participants confirmés", "confirmed"),
        ("tous les participants", "not-declined"),
        ("Tous", "all"),
        ("Bevestigde deelnemers", "confirmed"),
        ("Alle deelnemers", "not-declined"),
        ("iedereen", "all"),
    ],
)
def test_audience_is_known_by_its_own_words(name: str, base: str) -> None:
    assert parse_audience((name,), ["Küche"]).base == base
