"""What stands in German, French and Dutch plans where the others have their English words."""

import re
from typing import Final

from .inline import word_set

# What a plan is called.
PLAN: Final = r"\bkommunikationsplan\b|\bcommunicatieplan\b|\bplan de communication\b"
# A mail's fields, and what stands among them.
FIELDS: Final = {
    **dict.fromkeys(("von", "absender", "de", "expéditeur", "van", "afzender"), "from"),
    **dict.fromkeys(("an", "empfänger", "à", "destinataires", "destinataire", "aan", "ontvangers"), "to"),
    **dict.fromkeys(("kopie", "in kopie", "copie", "en copie", "kopie aan"), "cc"),
    **dict.fromkeys(("blindkopie", "cci"), "bcc"),
    **dict.fromkeys(("betreff", "objet", "sujet", "onderwerp"), "subject"),
}
REMARKS: Final = word_set("versand kanal anhang priorität envoi canal verzending kanaal bijlage")
WHEN: Final = word_set("wann zeitpunkt quand wanneer tijdstip")
TEXT_LABELS: Final = word_set("nachricht mailtext texte corps tekst bericht")

# The sections of a plan, by the words of their headings.
SECTIONS: Final = (
    ("checks", ("checkliste", "controlelijst")),
    ("timeline", ("zeitplan", "terminplan", "calendrier", "échéancier", "tijdlijn", "tijdpad")),
    ("agenda", ("tagesordnung",)),
    ("prework", ("vorbereitung", "vorbereitungen", "préparation", "voorbereiding")),
    ("objectives", ("ziele", "zielsetzung", "objectifs", "doelen", "doelstellingen")),
    (
        "groups",
        (
            "zielgruppen",
            "teilnehmer",
            "teilnehmende",
            "beteiligte",
            "destinataires",
            "deelnemers",
            "doelgroepen",
        ),
    ),
)
HEADINGS: Final = (
    ("timeline", re.compile(r"^(?:planning|termine)$")),
    ("agenda", re.compile(r"^ordre du jour\b")),
    ("groups", re.compile(r"^(?:parties prenantes|belanghebbenden)$")),
    ("checks", re.compile(r"^liste de contrôle\b")),
)
# Before the English ones: “Agenda und Vorbereitung” is of the same kind in both.
MAIL_KINDS: Final = (
    (
        "recap",
        r"\bprotokoll|\bzusammenfassung|\bergebnisse|\bcompte[ -]rendu|\bsynthèse|\bverslag|\bsamenvatting",
    ),
    ("followup", r"\bnachfass|\boffene (?:punkte|fragen)|\brelance|\bopvolging|\bopen(?:staande)? punten"),
    ("reminder", r"\berinnerung|\brappel\b|\bherinnering"),
    ("save", r"\beinladung|\bterminankündigung|\bréservez|\buitnodiging"),
    ("agenda", r"\btagesordnung|\bvorbereitung|\bordre du jour|\bpréparation|\bvoorbereiding"),
    ("recap", r"\bdanke?\b|\bmerci\b|\bbedankt\b"),
)
BEFORE: Final = r"erinnerung|rappel\b|herinnering|einladung|uitnodiging|tagesordnung|ordre du jour"
AFTER: Final = (
    r"protokoll|zusammenfassung|ergebnisse|compte[ -]rendu|synthèse|verslag|danke?\b|merci\b|bedankt"
)

# The parts of a day.
MORNING: Final = ("morgens", "vormittags", "am morgen", "matin", "'s ochtends", "’s ochtends", "ochtend")
AFTERNOON: Final = ("nachmittags", "après-midi", "'s middags", "’s middags", "middag")
EVENING: Final = ("abends", "am abend", "soir", "'s avonds", "’s avonds", "avond")

# Whom a To line means.
_PARTICIPANTS: Final = (
    r"(?:teilnehmer(?:innen)?(?: und teilnehmer(?:innen)?)?|teilnehmenden?|teilnehmer(?:\*|:|_)?innen"
    r"|participants?(?:es)?|deelnemers)"
)
BASES: Final = (
    (
        "confirmed",
        re.compile(
            rf"(?:alle|{_PARTICIPANTS}) die (?:zugesagt|bestätigt|sich angemeldet) haben"
            rf"|(?:tous )?(?:ceux|{_PARTICIPANTS}) qui ont (?:accepté|confirmé)"
            rf"|(?:alle |allen |iedereen )?(?:{_PARTICIPANTS} )?"
            r"die (?:hebben )?(?:toegezegd|bevestigd)(?: hebben| heeft)?"
            rf"|(?:alle )?(?:bestätigten?|zugesagten?|angemeldeten?) {_PARTICIPANTS}"
            rf"|(?:tous les )?{_PARTICIPANTS} (?:confirmés?|inscrits?)|(?:alle )?bevestigde {_PARTICIPANTS}"
        ),
    ),
    (
        "not-declined",
        re.compile(
            rf"(?:alle |die |tous les |les |de )?{_PARTICIPANTS}|(?:alle )?eingeladenen?|tous les invités"
        ),
    ),
    ("all", re.compile(r"alle(?: beteiligten| gruppen)?|tous|toutes|allen|iedereen|tout le monde")),
)
REGARDS: Final = (
    r"(?:viele|liebe|beste|herzliche|freundliche|mit freundlichen) grü(?:ß|ss)en?|mfg|gru(?:ß|ss)"
    r"|(?:bien )?cordialement|bien à vous|meilleures salutations|salutations"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?"
)

# Days told in words. Each unit with the English one of its length.
_UNITS: Final = (
    (r"arbeitstage?n?|werktage?n?|jours? ouvrés?|jours? ouvrables?|werkdag(?:en)?", "working day"),
    (r"tage?n?|jours?|dag(?:en)?", "day"),
    (r"wochen?|semaines?|week|weken", "week"),
    (r"monate?n?|mois|maand(?:en)?", "month"),
    (r"stunden?|heures?|uur|uren", "hour"),
)
_COUNTS: Final = {
    **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "un", "une", "een", "één"), 1),
    **dict.fromkeys(("zwei", "deux", "twee"), 2),
    **dict.fromkeys(("drei", "trois", "drie"), 3),
    **dict.fromkeys(("vier", "quatre"), 4),
    **dict.fromkeys(("fünf", "cinq", "vijf"), 5),
    **dict.fromkeys(("sechs", "six", "zes"), 6),
    **dict.fromkeys(("sept", "sieben", "zeven"), 7),
    **dict.fromkeys(("zehn", "dix", "tien"), 10),
}
_THE_WORKSHOP: Final = (
    r"(?:\s+(?:dem|der|l['’]|le|la|de|het)\s?"
    r"(?:workshop|termin|sitzung|atelier|réunion|séance|sessie|bijeenkomst))?"
)
TOLD: Final = re.compile(
    rf"(?<![\w-])(?:(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+"
    rf"(?P<unit>{'|'.join(unit for unit, _ in _UNITS)})\s+"
    r"(?:(?P<before>vorher|davor|zuvor|vor|avant|vooraf|ervoor|voor)"
    rf"|(?P<after>nachher|danach|später|nach|après|plus tard|erna|na|later))\b{_THE_WORKSHOP}"
    r"|(?P<same>am (?:gleichen|selben) tag|le jour même|dezelfde dag|op de dag zelf)\b"
    r"|(?P<next>am (?:nächsten tag|folgetag|tag danach)|le lendemain|de volgende dag|de dag erna)\b"
    r"|(?P<eve>am (?:vortag|tag (?:davor|vorher))|la veille|de dag (?:ervoor|vooraf))\b)",
    re.I,
)


def unit_of(written: str) -> str:
    """The English unit that a foreign one is as long as."""
    return next(unit for pattern, unit in _UNITS if re.fullmatch(pattern, written, re.I))


def count_of(written: str) -> int:
    """The number that digits or a foreign word say."""
    return int(written) if written.isdigit() else _COUNTS[written.casefold()]
