"""The hostile requests of `bench.hostile`: what is sent, and how it must be answered."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

TOO_COMPLEX, BAD = "QUERY_TOO_COMPLEX", "BAD_USER_INPUT"
MEGABYTE = 1024**2
DEEP = 50_000


@dataclass(frozen=True)
class Hostile:
    """A body and the answer it must get. `chunked`: its length is not told beforehand."""

    name: str
    body: bytes
    status: int
    code: str
    chunked: bool = False

    @property
    def slug(self) -> str:
        """The name as a request id may hold it."""
        return "".join(letter if letter.isalnum() else "." for letter in self.name)[:50]

    def headers(self, run: int) -> dict[str, str]:
        return {"Content-Type": "application/json", "X-Request-ID": f"{self.slug}-{run}"}

    def content(self) -> bytes | Iterator[bytes]:
        return self._chunks() if self.chunked else self.body

    def _chunks(self) -> Iterator[bytes]:
        for at in range(0, len(self.body), 65_536):
            yield self.body[at : at + 65_536]


def query(name: str, text: str, code: str = TOO_COMPLEX) -> Hostile:
    return Hostile(name, json.dumps({"query": text}).encode(), 400, code)


def chain(count: int, spreads: int, last: str = "me { id }") -> str:
    """Fragments that each spread the next so many times."""
    more = (f"fragment F{at} on Query {{ {f'...F{at + 1} ' * spreads}}}" for at in range(count - 1))
    return "{ ...F0 } " + " ".join(more) + f" fragment F{count - 1} on Query {{ {last} }}"


def nested(levels: int) -> str:
    return "{ sales { " + "compare { " * (levels - 3) + "period { days " + "} " * levels


def variables(opening: str, closing: str) -> bytes:
    return b'{"query": "{ me { id } }", "variables": {"a": %s1%s}}' % (
        (opening * DEEP).encode(),
        (closing * DEEP).encode(),
    )


REQUESTS = [
    query("2,000 aliases", "{ " + " ".join(f"a{at}: me {{ id }}" for at in range(2000)) + " }"),
    query("2,000 aliases of a leaf", "{ me { " + " ".join(f"a{at}: id" for at in range(2000)) + " } }"),
    query("330 aliases", "{ " + " ".join(f"a{at}: me {{ id }}" for at in range(330)) + " }"),
    query("50 levels", nested(50)),
    query("50,000 levels", "{ a " * DEEP + "}" * DEEP),
    query("a fragment cycle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", BAD),
    query("a cycle of 200 fragments", chain(200, 1, "...F0"), BAD),
    query("30 fragments each spreading the next twice", chain(30, 2)),
    query("150 fragments each spreading the next twice", chain(150, 2)),
    query("a chain of 220 fragments", chain(220, 1)),
    query("100,000 directives", "{ me { id " + "@a " * 100_000 + "} }"),
    query("21 directives", "{ me { id " + "@include(if: true) " * 21 + "} }"),
    query("490 fields of one name", "{ " + "me { id } " * 490 + "}"),
    query("1,990 leaves of one name", "{ me { " + "id " * 1990 + "} }"),
    query("1,900 mistakes", "{ " + " ".join(f"nothing{at}" for at in range(1900)) + " }", BAD),
    query("100 mistakes in long names", "{ " + " ".join(f"{'sales' * 190}{at}" for at in range(100)) + " }", BAD),
    query(
        "a cost of five million points",
        "{ sales { products(first: 1000) { edges { node { product { sales { "
        "products(first: 1000) { edges { node { share product { code } } } } } } } } } } }",
    ),
    query("300,000 comments", "#\n" * 300_000 + "{ me { id } }"),
    query("1 MB of commas", "," * (MEGABYTE - 100) + "{ me { id } }"),
    query("1 MB of one string", '{ order(number: "' + "x" * (MEGABYTE - 100) + '") { number } }'),
    Hostile("a body of 10 MB", b" " * (10 * MEGABYTE), 413, BAD),
    Hostile("a body of 10 MB of unknown length", b" " * (10 * MEGABYTE), 413, BAD, chunked=True),
    Hostile("the body null", b"null", 400, BAD),
    Hostile("a number as body", b"5", 400, BAD),
    Hostile("a body that is not UTF-8", b'{"query": "\xff\xfe"}', 400, BAD),
    Hostile("variables of 50,000 lists in each other", variables("[", "]"), 400, BAD),
    Hostile("variables of 50,000 objects in each other", variables('{"a": ', "}"), 400, BAD),
]
