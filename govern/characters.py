"""The characters of a file: UTF-8 and nothing that an editor would not show.

In: bytes or text. Out: text, places in it, or Rejected with the place of the first character that cannot stand.
"""

import re
from typing import Final

from govern.problem import Place, Problem, Rejected

__all__ = ["decoded", "holds_control", "place_at", "refuse_unseen"]

_UNSEEN = re.compile(
    "[^\\t\\n\\r -~\\u00a0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
_UTF_8: Final = "save the file as UTF-8 without a byte order mark"


def place_at(text: str, index: int, file: str) -> Place:
    """The place of the character with that index."""
    breaks = text.count("\n", 0, index) + text.count("\r", 0, index) - text.count("\r\n", 0, index)
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    return Place(file=file, line=breaks + 1, column=index - start + 1)


def decoded(data: bytes, file: str) -> str:
    """Bytes as text; Rejected if they are not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            message, place = "the file is UTF-16, not UTF-8", Place(file=file, line=1, column=1)
        else:
            before = data[: error.start].decode()
            message, place = "this byte is not UTF-8", place_at(before, len(before), file)
        raise Rejected([Problem(code="encoding", message=message, place=place, help=_UTF_8)]) from None


def refuse_unseen(text: str, file: str) -> None:
    """Rejects a text with a byte order mark, a control character or a line break that editors do not count."""
    found = _UNSEEN.search(text)
    if found is None:
        return
    place = place_at(text, found.start(), file)
    if found.start() == 0 and found[0] == "\ufeff":
        problem = Problem(code="encoding", message="the file starts with a byte order mark", place=place, help=_UTF_8)
    else:
        message = f"the character U+{ord(found[0]):04X} cannot stand in a file"
        problem = Problem(code="encoding", message=message, place=place, help="remove it; it cannot be seen")
    raise Rejected([problem])


def holds_control(text: str) -> bool:
    """Whether an escape has put a control character, or half a character, into a text."""
    return _CONTROL.search(text) is not None
