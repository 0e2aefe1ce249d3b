"""Every limit, at it and one over, over HTTP; who is not signed in learns of none but those of reading."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from schema.limits import MAX_CHARACTERS, MAX_COMMENTS, MAX_COMPARISONS, MAX_ERRORS, MAX_TOKENS, SHAPE
from tests.app.conftest import Client, accounts_dsn, app, client, token, visitor

__all__ = ["accounts_dsn", "app", "client", "token", "visitor"]

pytestmark = pytest.mark.anyio


def levels(count: int) -> str:
    return "{ sales { " + "compare { " * (count - 3) + "period { days " + "} " * count


def types(count: int) -> str:
    return '{ __type(name: "Sales") { ' + "ofType { " * (count - 2) + "name " + "} " * count


def aliases(count: int) -> str:
    return "{ " + " ".join(f"a{at}: __typename" for at in range(count)) + " }"


def directives(count: int) -> str:
    return "{ " + "__typename @include(if: true) " * count + "}"


def fields(count: int) -> str:
    """80 spreads of 24 fields, and some more."""
    return "{ " + "...F " * 80 + "__typename " * (count - 2000) + "} fragment F on Query { " + "__typename " * 24 + "}"


SHAPES: dict[str, Callable[[int], str]] = {
    "depth": levels,
    "introspection": types,
    "aliases": aliases,
    "directives": directives,
    "fields": fields,
}


async def post(client: Client, query: str, **asked: Any) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **asked})


async def refusal(client: Client, query: str, **asked: Any) -> dict[str, Any]:
    """The one error that the query is refused with; nothing is answered."""
    body = (await post(client, query, **asked)).json()
    assert body.get("data") is None
    [error] = body["errors"]
    return {"message": error["message"], **error["extensions"]}


async def assert_allowed(client: Client, query: str, **asked: Any) -> None:
    body = (await post(client, query, **asked)).json()
    assert "errors" not in body, body["errors"]


@pytest.mark.parametrize("measure", SHAPE)
async def test_shape(client: Client, measure: str) -> None:
    limit = SHAPE[measure]
    await assert_allowed(client, SHAPES[measure](limit))
    refused = await refusal(client, SHAPES[measure](limit + 1))
    assert (refused["code"], refused["measure"]) == ("QUERY_TOO_COMPLEX", measure)
    assert (refused["cost"], refused["limit"]) == (limit + 1, limit)
    assert f" {limit + 1} " in refused["message"]
    assert refused["message"].endswith(f"at most {limit} are allowed")


async def test_every_limit_that_is_exceeded_is_told(client: Client) -> None:
    body = (
        await post(client, levels(14).replace("compare", "a: compare @include(if: true)", 1)[:-2] + directives(21)[1:])
    ).json()
    assert {error["extensions"]["measure"] for error in body["errors"]} == {"depth", "directives"}


async def test_fragments_count_where_they_are_spread(client: Client) -> None:
    within = "fragment D on Sales { compare { compare { compare { compare { compare { kpis { revenue } } } } } } }"
    await assert_allowed(client, "{ sales { compare { compare { compare { compare { ...D } } } } } } " + within)
    deeper = "{ sales { compare { compare { compare { compare { compare { ...D } } } } } } } " + within
    assert (await refusal(client, deeper))["cost"] == 13
    aliased = "fragment A on Query { a: __typename b: __typename }"
    spread = "{ ... { ...A } " + " ".join(f"x{at}: __typename ...A" for at in range(10)) + " } "
    assert (await refusal(client, spread + aliased))["cost"] == 32


async def test_a_size_beyond_counting_is_told_as_an_int(client: Client) -> None:
    spreads = " ".join(f"fragment F{at} on Query {{ ...F{at + 1} ...F{at + 1} }}" for at in range(100))
    refused = await refusal(client, "{ ...F0 } fragment F100 on Query { me { id } } " + spreads)
    assert (refused["measure"], refused["cost"]) == ("fields", 2**31 - 1)


async def test_only_the_operation_that_runs_is_measured(client: Client) -> None:
    document = f"query Deep {levels(13)} query Flat {{ me {{ id }} }}"
    await assert_allowed(client, document, operationName="Flat")
    assert (await refusal(client, document, operationName="Deep"))["measure"] == "depth"


async def test_graphiql_may_look_at_the_schema(client: Client) -> None:
    asked = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    await assert_allowed(client, asked)


def listed(tokens: int) -> str:
    """A document of so many tokens, read but not valid."""
    return "query ($a: [Int] = [" + "1 " * (tokens - 18) + "]) { me { id } }"


async def test_tokens(client: Client) -> None:
    assert (await refusal(client, listed(MAX_TOKENS)))["code"] == "BAD_USER_INPUT"
    refused = await refusal(client, listed(MAX_TOKENS + 1))
    assert (refused["code"], refused["measure"], refused["limit"]) == ("QUERY_TOO_COMPLEX", "tokens", MAX_TOKENS)
    assert refused["message"] == f"the document has more than the {MAX_TOKENS} tokens allowed"


async def test_comments(client: Client) -> None:
    await assert_allowed(client, "#\n" * MAX_COMMENTS + "{ me { id } }")
    refused = await refusal(client, "#\n" * (MAX_COMMENTS + 1) + "{ me { id } }")
    assert (refused["code"], refused["measure"], refused["limit"]) == ("QUERY_TOO_COMPLEX", "comments", MAX_COMMENTS)


async def test_characters(client: Client) -> None:
    await assert_allowed(client, "{ me { id } }".ljust(MAX_CHARACTERS))
    refused = await refusal(client, "{ me { id } }".ljust(MAX_CHARACTERS + 1))
    assert (refused["code"], refused["measure"]) == ("QUERY_TOO_COMPLEX", "characters")
    assert (refused["cost"], refused["limit"]) == (MAX_CHARACTERS + 1, MAX_CHARACTERS)


async def test_a_text_that_sounds_like_a_limit_is_a_mistake_like_any_other(client: Client) -> None:
    refused = await refusal(client, '"Document contains more than 1 tokens." {')
    assert refused["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "fragments",
    [
        "fragment A on Query { ...A }",
        "fragment A on Query { me { ...B } } fragment B on User { ...B }",
        " ".join(f"fragment {'A' if at == 0 else f'F{at}'} on Query {{ ...F{(at + 1) % 200} }}" for at in range(200))
        + " fragment F0 on Query { ...A }",
    ],
)
async def test_fragments_in_a_circle(client: Client, fragments: str) -> None:
    refused = await refusal(client, "{ ...A } " + fragments)
    assert refused["code"] == "BAD_USER_INPUT"
    assert refused["message"].startswith("fragments spread each other in a circle: ")
    assert len(refused["message"]) < 100


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "me { id } " * 490 + "}",
        "{ " + "sales { kpis { revenue orders } } " * 200 + "}",
        "{ ...F0 } "
        + " ".join(f"fragment F{at} on Query {{ ...F{at + 1} }}" for at in range(220))
        + " fragment F220 on Query { me { id } }",
    ],
)
async def test_validation_that_would_take_long_is_given_up(client: Client, query: str) -> None:
    refused = await refusal(client, query)
    assert (refused["code"], refused["measure"]) == ("QUERY_TOO_COMPLEX", "comparisons")
    assert refused["limit"] == MAX_COMPARISONS


async def test_the_first_mistakes_are_told(client: Client) -> None:
    body = (await post(client, "{ " + " ".join(f"nothing{at}" for at in range(400)) + " }")).json()
    assert len(body["errors"]) == MAX_ERRORS + 1
    assert "Too many validation errors" in body["errors"][-1]["message"]
    assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("measure", SHAPE)
async def test_visitors_learn_nothing_of_it(visitor: Client, measure: str) -> None:
    body = (await post(visitor, SHAPES[measure](SHAPE[measure] + 1))).json()
    assert [error["extensions"] for error in body["errors"]] == [{"code": "UNAUTHENTICATED"}]
    assert "extensions" not in body


async def test_visitors_cannot_have_more_read(visitor: Client) -> None:
    assert (await refusal(visitor, listed(MAX_TOKENS + 1)))["code"] == "QUERY_TOO_COMPLEX"


async def test_signing_in_is_limited_too(visitor: Client) -> None:
    attempts = " ".join(f'a{at}: login(email: "a@b.c", password: "x") {{ accessToken }}' for at in range(31))
    assert (await refusal(visitor, f"mutation {{ {attempts} }}"))["measure"] == "aliases"
