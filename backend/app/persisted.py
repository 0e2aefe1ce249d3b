"""Persisted documents: the dashboard's, registered when it is built, and automatic ones by Apollo's protocol.

A document's address is `sha256:` and the SHA-256 of its UTF-8 text in hexadecimal. The register is made from
frontend/queries.py by `python -m scripts.generate`.
"""

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.errors import BadInput, Forbidden, SalesError

REGISTER = Path(__file__).with_name("persisted.json")
AUTOMATIC_DOCUMENTS = 1000
AUTOMATIC_CHARACTERS = 4 * 1024 * 1024
_ADDRESS = re.compile(r"sha256:([0-9a-f]{64})")
_HASH = re.compile(r"[0-9a-f]{64}")


class PersistedQueryNotFound(SalesError):
    """No document is known under the hash; the client then sends the text too."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")  # the text that Apollo's clients look for


class PersistedQueryNotSupported(SalesError):
    """Only registered documents are answered, so none is taken in."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotSupported")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which document a request is about: its text, its hash, or both."""

    text: str | None
    digest: str | None
    automatic: bool = False


def asked(given: dict[str, Any]) -> Asked:
    """Read from `query`, `documentId` and `extensions.persistedQuery`. Raises BadInput."""
    text, address = given.get("query"), given.get("documentId")
    persisted = (given.get("extensions") or {}).get("persistedQuery")
    if address is not None:
        named = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
        if named is None:
            raise BadInput("documentId must be `sha256:` and 64 hexadecimal digits in lower case", field="documentId")
        return Asked(text, named[1])
    if persisted is None:
        return Asked(text, None)
    if not isinstance(persisted, dict) or persisted.get("version") != 1 or persisted["version"] is True:
        raise BadInput("extensions.persistedQuery must be an object with version 1", field="extensions")
    digest = persisted.get("sha256Hash")
    if not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise BadInput("sha256Hash must be 64 hexadecimal digits in lower case", field="extensions")
    return Asked(text, digest, automatic=True)


class Documents:
    """The documents this process knows by their hash; automatic ones are kept in memory, the least used given up."""

    def __init__(self, registered: dict[str, str], *, only_registered: bool) -> None:
        self._registered = registered
        self._only_registered = only_registered
        self._automatic: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    @classmethod
    def load(cls, *, only_registered: bool) -> "Documents":
        """With the register that the build made."""
        register: dict[str, str] = json.loads(REGISTER.read_text())
        documents = {address.removeprefix("sha256:"): text for address, text in register.items()}
        return cls(documents, only_registered=only_registered)

    def text(self, asked: Asked) -> str:
        """The text of the document. Raises PersistedQueryNotFound, PersistedQueryNotSupported, BadInput, Forbidden."""
        if asked.text is None:
            return self._found(asked.digest or "", automatic=asked.automatic)
        if asked.digest is None and not self._only_registered:
            return asked.text
        actual = digest_of(asked.text)
        if asked.digest not in {None, actual}:
            raise BadInput("provided sha does not match query", field="extensions")
        if self._only_registered and actual not in self._registered:
            if asked.automatic:
                raise PersistedQueryNotSupported
            raise Forbidden(
                "this server answers registered documents only (SALES_PERSISTED_ONLY), and this is none of them"
            )
        return asked.text

    def _found(self, digest: str, *, automatic: bool) -> str:
        found = self._registered.get(digest)
        if found is not None:
            return found
        if self._only_registered and automatic:
            raise PersistedQueryNotSupported
        if digest not in self._automatic:
            raise PersistedQueryNotFound
        self._automatic.move_to_end(digest)
        return self._automatic[digest]

    def keep(self, asked: Asked) -> None:
        """Keep a document that a client sent with its hash, once it has proved valid."""
        if not asked.automatic or asked.digest is None or asked.text is None or asked.digest in self._registered:
            return
        if asked.digest not in self._automatic:
            self._automatic[asked.digest] = asked.text
            self._characters += len(asked.text)
        self._automatic.move_to_end(asked.digest)
        while len(self._automatic) > AUTOMATIC_DOCUMENTS or self._characters > AUTOMATIC_CHARACTERS:
            _, text = self._automatic.popitem(last=False)
            self._characters -= len(text)


def digest_of(text: str) -> str:
    """The SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def register_of(constants: Mapping[str, object]) -> str:
    """The register of a module's documents: each of its constants that is a text, under its address."""
    texts = [value for name, value in constants.items() if name.isupper() and isinstance(value, str)]
    return json.dumps({f"sha256:{digest_of(text)}": text for text in texts}, indent=2, ensure_ascii=False) + "\n"
