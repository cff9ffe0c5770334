"""Markdown as a person would type it into a mail: no markup left, lists and tables still readable."""

from collections.abc import Callable, Iterable
from typing import Final

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.tree import SyntaxTreeNode

# What the narrower mail programs show of a line before they break it.
_TABLE_WIDTH: Final = 76
_RULE: Final = "-" * 20


def to_text(root: SyntaxTreeNode) -> str:
    """The text of a whole Markdown document."""
    lines = (line.rstrip() for line in _blocks(root.children).split("\n"))
    return "\n".join(lines).strip("\n")


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> str:
    text = ""
    for node in nodes:
        # In a tight list an item's own words and the list below them stand together.
        gap = "\n" if node.parent and node.parent.type == "list_item" and _is_tight(node.parent) else "\n\n"
        text += (gap if text else "") + _BLOCKS.get(node.type, _plain_block)(node)
    return text


def _is_tight(item: SyntaxTreeNode) -> bool:
    return any(child.type == "paragraph" and child.hidden for child in item.children)


def _plain_block(node: SyntaxTreeNode) -> str:
    return _inline(node) if node.type == "inline" else _blocks(node.children)


def _heading(node: SyntaxTreeNode) -> str:
    words = _blocks(node.children)
    longest = max(len(line) for line in words.split("\n"))
    return f"{words}\n{'-' * longest}"


def _list(node: SyntaxTreeNode) -> str:
    number = int(node.attrs.get("start", 1))
    items = []
    for place, item in enumerate(node.children):
        mark = f"{number + place}. " if node.type == "ordered_list" else "- "
        items.append(mark + _indented(_blocks(item.children), " " * len(mark)).lstrip(" "))
    return ("\n" if all(_is_tight(item) or not item.children for item in node.children) else "\n\n").join(
        items
    )


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


def _quote(node: SyntaxTreeNode) -> str:
    return "\n".join(f"> {line}" for line in _blocks(node.children).split("\n"))


def _code(node: SyntaxTreeNode) -> str:
    return _indented(node.content.rstrip("\n"), "    ")


def _table(node: SyntaxTreeNode) -> str:
    rows = [
        [_blocks(cell.children) for cell in row.children] for part in node.children for row in part.children
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    head, *body = rows
    if sum(widths) + 2 * len(widths) <= _TABLE_WIDTH:
        lines = [head, ["-" * width for width in widths], *body]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    # Too wide for a mail: each row becomes a few lines that carry their column's name.
    return "\n\n".join(
        "\n".join(f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell)
        for row in body
    )


_BLOCKS: Final[dict[str, Callable[[SyntaxTreeNode], str]]] = {
    "heading": _heading,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "code_block": _code,
    "fence": _code,
    "hr": lambda node: _RULE,
    "table": _table,
}


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_INLINES.get(child.type, _inline_text)(child) for child in node.children)


def _inline_text(node: SyntaxTreeNode) -> str:
    return _inline(node) if node.children else node.content


def _link(node: SyntaxTreeNode) -> str:
    words, address = _inline(node), str(node.attrs["href"]).removeprefix("mailto:")
    # The address as HTML has it is encoded; somebody who typed it says the same.
    is_said = words in (address, "") or normalizeLink(words) == address
    return words if is_said else f"{words} ({address})"


_INLINES: Final[dict[str, Callable[[SyntaxTreeNode], str]]] = {
    "link": _link,
    "softbreak": lambda node: "\n",
    "hardbreak": lambda node: "\n",
}
