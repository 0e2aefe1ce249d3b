"""E-mail addresses and names as they are stored, shown and written into mails.

An address is folded (NFKC, lower case) and then has to be ASCII: one account cannot have a neighbour that looks like
it, and mail goes to the folded address, never to what was typed. Domains in other scripts are written as `xn--`.
"""

import re
import unicodedata

from backend.errors import BadInput

EMAIL_CHARACTERS, LOCAL_CHARACTERS = 254, 64
NAME_CHARACTERS = 100

# As HTML defines `<input type=email>`, with at least two labels: no quotes, comments, control characters or spaces.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,{LOCAL_CHARACTERS}}}@{_LABEL}(?:\.{_LABEL})*")


def normalised(email: str) -> str:
    """An address as it is stored and compared. Raises BadInput if it cannot be one."""
    address = unicodedata.normalize("NFKC", email[: 4 * EMAIL_CHARACTERS]).strip(" ").lower()
    if len(address) > EMAIL_CHARACTERS or not _ADDRESS.fullmatch(address):
        hint = "" if address.isascii() else "; write a domain of another script in its ASCII form (xn--...)"
        raise BadInput(f"{email[:EMAIL_CHARACTERS]!r} is not an e-mail address{hint}", field="email")
    return address


def checked_name(name: str, *, field: str = "name") -> str:
    """A name without outer spaces. Raises BadInput for an empty, long or unprintable one."""
    shown = unicodedata.normalize("NFC", name).strip()
    if not shown or len(shown) > NAME_CHARACTERS or not shown.isprintable():
        raise BadInput(f"{field} must have 1 to {NAME_CHARACTERS} printable characters", field=field)
    return shown
