"""Too large, too long, too deep, too many: refused, and early."""

import time
from collections.abc import Iterator
from typing import Any

import httpx

from tests.attacks.door import Door
from tests.attacks.test_requests import QUERY


def test_a_large_body_is_refused_before_it_is_read(door: Door) -> None:
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{door.url}/graphql", content=b"x" * (2 * 1024 * 1024), headers=headers, timeout=30)
    assert answer.status_code == 413


def test_a_large_body_without_a_length_is_refused(door: Door) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    try:
        answer = httpx.post(
            f"{door.url}/graphql", content=chunks(), headers={"Content-Type": "application/json"}, timeout=30
        )
    except httpx.TransportError:
        return  # the server hung up while it was being sent
    assert answer.status_code == 413


def refusal(door: Door, document: str) -> dict[str, Any]:
    error: dict[str, Any] = door.ask(document, "viewer")["errors"][0]["extensions"]
    return error


def test_a_long_document_is_refused(door: Door) -> None:
    assert refusal(door, "{ dataset { version } }" + " " * 100_001)["measure"] == "characters"


def test_deep_nesting_is_refused(door: Door) -> None:
    deep = "sales { " + "compare { " * 30 + "kpis { orders }" + " }" * 31
    assert refusal(door, f"{{ {deep} }}")["code"] == "QUERY_TOO_COMPLEX"


def test_many_aliases_are_refused(door: Door) -> None:
    many = " ".join(f"a{place}: dataset {{ version }}" for place in range(31))
    assert refusal(door, f"{{ {many} }}")["measure"] == "aliases"


def test_several_operations_in_one_request_are_refused(door: Door) -> None:
    body = f"[{', '.join([QUERY] * 50)}]"
    headers = {**door.bearer("viewer"), "Content-Type": "application/json"}
    assert httpx.post(f"{door.url}/graphql", content=body, headers=headers).status_code == 400


def test_fragments_that_double_each_other_are_refused_at_once(door: Door) -> None:
    doubled = " ".join(f"fragment F{n} on Sales {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    begun = time.perf_counter()
    found = refusal(door, f"{{ sales {{ ...F0 }} }} {doubled} fragment F30 on Sales {{ kpis {{ orders }} }}")
    assert found["code"] == "QUERY_TOO_COMPLEX"
    assert time.perf_counter() - begun < 5


def test_fragments_in_a_circle_are_refused(door: Door) -> None:
    circle = "fragment A on Sales { ...B } fragment B on Sales { ...A }"
    assert refusal(door, f"{{ sales {{ ...A }} }} {circle}")["code"] == "BAD_USER_INPUT"


def test_repeated_directives_are_refused(door: Door) -> None:
    assert refusal(door, "{ dataset { version " + "@include(if: true) " * 21 + "} }")["code"] == "QUERY_TOO_COMPLEX"
