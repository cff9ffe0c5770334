"""A document cut into its sections, at headings of any level."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final, NamedTuple

from .blocks import Block, Source
from .headings import (
    announces_mail,
    is_container,
    mail_kind,
    mail_windows,
    parse_title,
    says_only_mails,
    section_kind,
)
from .inline import bold_lead, strip_number, words
from .mail_bounds import begins_mail, fold_ends, follows_end, has_fields, summary_title, title_above
from .mail_head import is_field
from .mail_tables import MailRow, mails_in_table
from .mails import MailText, read_mail
from .mails_in_points import with_mails_in_points
from .offsets import Window, starts_with_offset
from .signatures import has_ended, is_signed
from .titles import is_line, is_title, is_title_below, title_of_two
from .typed_lists import with_typed_lists

# The lowest of Markdown's own levels, and one below it: a bold line that stands above a mail's fields.
LOWEST_LEVEL: Final = 6
_BOLD_LINE_LEVEL: Final = LOWEST_LEVEL + 1
_NEVER_IN_MAIL: Final = frozenset({"checks", "timeline", "groups"})
# Where such a section has parts, their titles are the user's own: "Introduction" in an agenda.
_SORTED: Final = frozenset({"agenda", "prework", "recap", "checks"})
# What opens no section of the plan may as well be a heading inside a mail.
_OF_NO_PART: Final = frozenset({"", "container", "preamble", "reference", "reference-part"})
# What is longer is a sentence.
_HEADING_WORDS: Final = 4
_MOST_RECAP_SECTIONS: Final = 40


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines below it; `kind` is empty where nothing of it is known."""

    kind: str
    heading: Block | None
    start: int
    end: int
    blocks: tuple[Block, ...]
    mail: MailText | None = None

    @property
    def title(self) -> str:
        """The heading's words."""
        return self.heading.text if self.heading else ""

    @property
    def level(self) -> int:
        """The heading's level, 0 for what stands above all headings."""
        return self.heading.level if self.heading else 0


class MailTitle(NamedTuple):
    """What a mail is called, and when it goes by the heading above its own, where that tells it."""

    text: str
    windows: tuple[Window, ...] = ()
    above: Block | None = None


def cut_sections(source: Source) -> list[Section]:
    """The document's sections in order; a mail takes the headings inside its text with it."""
    sections: list[Section] = []
    merged: dict[int, list[Block]] = defaultdict(list)
    found = list(_classified(_raw_sections(source), source))
    for number, section in enumerate(found):
        above = sections[-1] if sections else None
        if above and above.mail and _goes_on(above, found[number : number + _MOST_RECAP_SECTIONS], source):
            sections[-1] = replace(above, end=section.end)
            merged[len(sections) - 1] += _with_heading(section)
        else:
            sections.append(section)
    for number, blocks in merged.items():
        whole = replace(sections[number], blocks=(*sections[number].blocks, *blocks))
        sections[number] = replace(whole, mail=_mail_of(whole, source, is_among_mails=True))
    return sections


def title_section(sections: Sequence[Section]) -> int:
    """The number of the document's title: the first of level 1, else the first of all."""
    headed = [number for number, section in enumerate(sections) if section.heading]
    first = next((n for n in headed if sections[n].level == 1), headed[0] if headed else -1)
    coded = [number for number in headed if _code_of(sections[number])]
    # `# Communication Plan` and below it `## Workshop 4: Tides`.
    below = first + 1 if first >= 0 and coded == [first + 1] and parse_title(sections[first].title) else first
    is_bare = first >= 0 and not any(block.is_list or block.items for block in sections[first].blocks)
    return below if is_bare else first


def mail_titles(sections: Sequence[Section]) -> list[MailTitle]:
    """What each mail is called, in their order."""
    titles: list[MailTitle] = []
    headings: list[Block] = []
    for section in sections:
        if section.heading:
            headings = [heading for heading in headings if heading.level < section.level]
        if section.mail:
            titles.append(_title_below(headings, section))
        if section.heading:
            headings.append(section.heading)
    return titles


def _title_below(headings: Sequence[Block], section: Section) -> MailTitle:
    """A mail without a day of its own is one of several below a heading that names mail and day."""
    own, email = _own_title(section), section.mail and section.mail.email
    above = headings[-1] if headings else None
    has_day = bool(mail_windows(own)) or bool(section.mail and section.mail.windows)
    if has_day or not above or not mail_kind(above.text) or not mail_windows(above.text):
        return MailTitle(own)
    if mail_kind(own):
        return MailTitle(own, mail_windows(above.text), above)
    return MailTitle(f"{above.text} – {own or (email.subject if email else '')}", above=above)


def _own_title(section: Section) -> str:
    """What the heading says of the mail; nothing where it only says that there are mails: `Email texts`."""
    return "" if says_only_mails(section.title) else section.title


def _code_of(section: Section) -> str:
    """The workshop's code in a heading that stands above no mail."""
    has_field = any(is_field(line) for block in section.blocks for line in block.lines)
    title = None if has_field or section.mail else parse_title(section.title)
    return title[0] if title else ""


def _goes_on(above: Section, following: Sequence[Section], source: Source) -> bool:
    """Whether the mail above, which is not signed yet, has this heading inside its text: a deeper one, or one
    as large where a recap is written so, and is signed at their end.
    """
    if above.mail is None or above.mail.is_fenced or following[0].mail or not 1 < above.level <= LOWEST_LEVEL:
        return False
    sender = above.mail.email.sender
    text = source.lines[above.mail.body_start : above.mail.body_end]
    if above.level < following[0].level <= LOWEST_LEVEL:
        return not has_ended(text, sender)
    own = takewhile(lambda section: _is_of_unknown_kind(section, above.level), following)
    return not is_signed(text, sender) and any(
        is_signed(source.lines[section.start : section.end], sender) for section in own
    )


def _is_of_unknown_kind(section: Section, level: int) -> bool:
    return section.mail is None and section.kind in _OF_NO_PART and level <= section.level <= LOWEST_LEVEL


def _with_heading(section: Section) -> Iterable[Block]:
    return (section.heading, *section.blocks) if section.heading else section.blocks


def _raw_sections(source: Source) -> list[Section]:
    heading: Block | None = None
    start, blocks = 0, list[Block]()
    is_in_mail, sections = False, []
    ends, fold_end = fold_ends(source), 0
    rows: list[Section] = []
    for block in _pieces(source):
        if block.kind != "heading":
            block = _lone_heading(block, blocks, heading, source, is_in_mail=is_in_mail) or block
        elif heading and not is_in_mail and _is_remark(block, heading):
            block = replace(block, kind="paragraph", level=0)
        is_folded = block.start < fold_end
        if block.kind == "heading" and not (is_folded and is_in_mail and block.start not in ends):
            sections += [Section("", heading, start, block.start, tuple(blocks)), *rows]
            heading, start, blocks, is_in_mail, rows = block, block.start, [], False, []
            fold_end = ends.get(block.end - 1, fold_end if is_folded else 0)
            continue
        if is_in_mail and (begins_mail(block, blocks, source) or 0 < fold_end <= block.start):
            sections += [Section("", heading, start, block.start, tuple(blocks)), *rows]
            heading, start, blocks, fold_end, rows = None, block.start, [], 0, []
        mails, rest = ([], block) if is_in_mail else mails_in_table(block)
        rows += map(_section_of_row, mails)
        if rest is None:
            continue
        block = rest
        blocks.append(block)
        is_in_mail = is_in_mail or has_fields(block, source)
    sections += [Section("", heading, start, len(source.lines), tuple(blocks)), *rows]
    return [section for section in sections if section.heading or section.blocks]


def _section_of_row(row: MailRow) -> Section:
    """The mail in a table's row as a section, which has no line for a heading and lies in another's lines."""
    heading = Block("heading", row.start, row.start, row.title, _BOLD_LINE_LEVEL)
    return Section("mail", heading, row.start, row.end, (), row.mail)


def _is_remark(line: Block, heading: Block) -> bool:
    """Whether a line above a mail's fields is no heading of its own: the one above it names mail and day."""
    is_line = line.level == _BOLD_LINE_LEVEL and heading.level <= LOWEST_LEVEL
    is_named = is_line and bool(mail_kind(heading.text) and mail_windows(heading.text))
    return is_named and not mail_windows(line.text)


def _pieces(source: Source) -> Iterable[Block]:
    """The blocks, with what stands for a heading made one."""
    above: Block | None = None
    listed = with_typed_lists(source.blocks, source.lines)
    blocks = list(with_mails_in_points(listed, source.lines, level=_BOLD_LINE_LEVEL))
    if whole := title_of_two(blocks[:2]):
        blocks[:2] = [whole]
    for number, block in enumerate(blocks):
        if number == 0 and is_title(block):
            yield replace(block, kind="heading", level=1)
            continue
        if number == 1 and is_title_below(blocks[0], block):
            yield replace(block, kind="heading", level=2)
            continue
        if title := summary_title(block, source):
            if above:
                yield from _split_at_bold_line(above, block, source)
            above = None
            yield Block("heading", block.start, block.end, title, _BOLD_LINE_LEVEL)
            continue
        if above and block.kind == "rule" and (underlined := _underlined(above, block, source)):
            yield underlined
            above = None
            continue
        if above:
            yield from _split_at_bold_line(above, block, source)
        above = block
    if above:
        yield from _split_at_bold_line(above, None, source)


def _underlined(block: Block, rule: Block, source: Source) -> Block | None:
    """`1. Goals` with a line of dashes right below: to Markdown a list and a rule, to people a heading."""
    is_point = block.kind == "numbers" and len(block.items) == 1 and block.end == block.start + 1
    line = source.lines[rule.start].strip()
    if not is_point or rule.start != block.end or len(line) < 4 or set(line) != {"-"}:
        return None
    return Block("heading", block.start, rule.end, source.lines[block.start].strip(), 2)


def _line_of(block: Block) -> str:
    """The words of a line that stands alone; `2. STAKEHOLDERS` is to Markdown a list of one point."""
    if block.kind == "numbers" and block.end == block.start + 1 and len(block.items) == 1:
        return block.items[0].text
    return block.text if is_line(block) else ""


def _plain_lead(text: str) -> tuple[str, str] | None:
    """`Timeline` or `2) Stakeholder groups:` on a line of its own, in a text without Markdown's headings."""
    count = len(words(strip_number(text)))
    is_short = count <= _HEADING_WORDS and text[:1].isupper() | text[:1].isdigit()
    is_short = is_short or (count == 1 and text.islower())
    has_words_behind = ": " in text
    return (text, "") if is_short and not has_words_behind and text[-1:] not in set(".,;!?)>") else None


def _lone_heading(
    block: Block, above: Sequence[Block], heading: Block | None, source: Source, *, is_in_mail: bool
) -> Block | None:
    """A line that stands alone and names a section; below a mail's fields only after a rule.

    In a mail "Agenda" and "Pre-work" are parts of its text, but a checklist is none.
    """
    text = _line_of(block)
    if not text:
        return None
    lead = bold_lead(text) or _plain_lead(text)
    kind = section_kind(lead[0].rstrip(":")) if lead and lead[1] in {"", ":"} else ""
    if not lead or not kind or kind == "notes":
        return None
    if is_in_mail and not (kind in _NEVER_IN_MAIL and follows_end(above, source)):
        return None
    if kind in _OF_NO_PART and heading and section_kind(heading.text) in _SORTED:
        return None
    return Block("heading", block.start, block.end, lead[0].rstrip(":"), _BOLD_LINE_LEVEL)


def _split_at_bold_line(block: Block, below: Block | None, source: Source) -> list[Block]:
    """A bold line right above a mail's fields is that mail's heading; so is one that speaks of a mail."""
    if block.kind != "paragraph":
        return [block]
    line = source.lines[block.start].strip()
    following = next((line for line in source.lines[block.start + 1 : block.start + 3] if line.strip()), "")
    if starts_with_offset(following) and block.end > block.start + 1 and _names_timeline(line):
        return _first_line_apart(block, line, source)
    title = title_above(block, below, source)
    return _first_line_apart(block, title, source) if title else [block]


def _names_timeline(line: str) -> bool:
    return len(words(line)) <= _HEADING_WORDS and section_kind(line.rstrip(":")) == "timeline"


def _first_line_apart(block: Block, title: str, source: Source) -> list[Block]:
    heading = Block("heading", block.start, block.start + 1, title.rstrip(":"), _BOLD_LINE_LEVEL)
    if block.end == block.start + 1:
        return [heading]
    rest = " ".join(line.strip() for line in source.lines[block.start + 1 : block.end])
    return [heading, replace(block, start=block.start + 1, text=rest, lines=block.lines[1:])]


def _classified(sections: list[Section], source: Source) -> Iterable[Section]:
    """Sections with their kinds; below a known heading, a deeper unknown one is of the same kind."""
    parent, parent_level = "", 0
    title = title_section(sections)
    above: list[Section] = []
    for number, section in enumerate(sections):
        if section.heading:
            above = [*(other for other in above if other.level < section.level), section]
        is_among_mails = any(is_container(other.title) and not other.mail for other in above[:-1])
        is_kept = section_kind(section.title) == "notes"
        mail = (
            section.mail
            if is_kept or section.mail
            else _mail_of(section, source, is_among_mails=is_among_mails)
        )
        if mail:
            kind = "mail"
        elif section.heading is None:
            kind = "preamble"
        elif number == title and parse_title(section.title):
            # “Workshop 1: Kickoff & Goals” opens the document, and not its objectives.
            kind = ""
        else:
            kind = section_kind(section.title)
            is_below = bool(parent) and section.level > parent_level
            if is_below and (
                _is_part(kind, parent) or (parent == "timeline" and mail_windows(section.title))
            ):
                kind = f"{parent}-part"
            elif not kind and is_container(section.title) and not _has_more_than_prose(section):
                kind = "container"
        # A timeline goes on below the mail of one of its rows.
        is_of_row = kind == "mail" and parent == "timeline" and section.level > parent_level
        if not kind.endswith("-part") and not is_of_row:
            parent, parent_level = (
                (kind, section.level) if kind not in {"mail", "preamble", "container"} else ("", 0)
            )
        yield replace(section, kind=kind, mail=mail)


def _is_part(kind: str, parent: str) -> bool:
    """Whether a deeper heading only divides the section above: `For participants` the key messages."""
    return not kind or parent == "reference" or (parent in _SORTED and kind in _OF_NO_PART)


def _has_more_than_prose(section: Section) -> bool:
    return any(block.kind not in {"rule", "paragraph"} for block in section.blocks)


def _mail_of(section: Section, source: Source, *, is_among_mails: bool = False) -> MailText | None:
    """The mail in a section; below a heading of mails, as “Email drafts” is one, a subject is enough."""
    first = section.heading.end if section.heading else section.start
    mail = read_mail(source, first, section.end, section.blocks)
    if mail is None or not (mail.has_subject or mail.email.body):
        return None
    has_people = bool(mail.email.sender or mail.email.to)
    is_announced = announces_mail(section.title)
    if mail.has_subject:
        is_announced = is_announced or has_people or is_among_mails or bool(mail_kind(section.title))
    return mail if is_announced and (mail.has_subject or has_people) else None
