"""docs/graphql.md keeps its word: every recipe answers on the sample, codes and limits are the real ones."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from graphql import parse, print_ast

import schema.limits  # noqa: F401  (its errors are among those compared)
from backend.app import persisted  # noqa: F401  (the same)
from backend.app.graphql_request import BODY_BYTES
from backend.app.graphql_response import STATUS
from backend.app.graphql_ws import SUBSCRIPTIONS
from backend.errors import SalesError
from backend.settings import Settings
from schema.cost import OBJECTS_FOR_A_POINT, POINTS_FOR_SQL
from schema.limits import MAX_TOKENS, SHAPE
from tests.api.client import GraphQLClient
from tests.api.server import Server
from tests.oracle.paths import ROOT

TEXT = (ROOT / "docs" / "graphql.md").read_text()
BLOCK = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
RECIPE = re.compile(r"^### (\d+)\. (.+?)\n(.*?)(?=^### |\Z)", re.DOTALL | re.MULTILINE)
GUIDE, COOKBOOK = TEXT.split("## Cookbook\n")
RECIPES = {title: BLOCK.findall(body) for _, title, body in RECIPE.findall(COOKBOOK)}
UNKNOWN = {"customer", "iso3", "change", "previous", "averageOrderValue", "dimension", "measure"}
"""What may be null in an answer of the cookbook, and says so."""


def test_twenty_distinct_recipes() -> None:
    assert [number for number, _, _ in RECIPE.findall(COOKBOOK)] == [str(number) for number in range(1, 21)]
    assert all(len(queries) == 1 for queries in RECIPES.values())
    assert len({print_ast(parse(queries[0])) for queries in RECIPES.values()}) == 20


@pytest.mark.parametrize("title", RECIPES)
def test_each_recipe_answers(sample_client: GraphQLClient, title: str) -> None:
    """Without error, and with something in every list and under every key that is not known to be open."""
    (query,) = RECIPES[title]
    assert list(empty(sample_client.query(query))) == []


def test_the_guide_s_own_example_answers(sample_client: GraphQLClient) -> None:
    (query,) = BLOCK.findall(GUIDE)
    assert list(empty(sample_client.query(query))) == []


def test_the_guide_s_answer_is_the_sample_s(sample_client: GraphQLClient) -> None:
    query = '{ sales(filter: { from: "2025-11-01", to: "2025-11-30" }) { kpis { revenue orders } } }'
    figures = sample_client.query(query)["sales"]["kpis"]
    assert f'"revenue": "{figures["revenue"]}", "orders": {figures["orders"]}' in GUIDE


def test_paging_reaches_the_end(sample_client: GraphQLClient) -> None:
    """As recipe 14 says: each page's cursor leads to the next, and all pages hold all rows once."""
    (query,) = RECIPES["A large table, page by page"]
    rows: list[list[str]] = []
    after = None
    while True:
        table = sample_client.query(query, {"after": after})["sales"]["explore"]
        rows += table["rows"]
        after = table["endCursor"]
        if after is None or len(rows) >= 3000:
            break
    assert len({tuple(row[:2]) for row in rows}) == len(rows) >= min(table["totalRows"], 3000) > 500


def test_the_query_of_every_insight_runs(sample_client: GraphQLClient) -> None:
    (query,) = RECIPES["What should a manager know this morning?"]
    findings = sample_client.query(query)["sales"]["insights"]
    assert len({finding["kind"] for finding in findings}) == len(findings) >= 8
    for finding in findings:
        answer = sample_client.query(finding["query"])
        assert answer, finding["kind"]
        assert any(answer.values()), finding["kind"]


def test_trends_of_the_same_weekdays_belong_together(sample_client: GraphQLClient) -> None:
    (query,) = RECIPES["Day by day, beside the same weekdays of the year before"]
    sales = sample_client.query(query)["sales"]
    now, before = sales["trend"], sales["compare"]["trend"]
    assert len(now) == len(before) == 14
    assert (now[0]["start"], before[0]["start"]) == ("2025-11-24", "2024-11-25")


def test_every_code_is_explained() -> None:
    """With the status of an operation that never ran; some codes are of changes that other roles make."""
    explained = dict(re.findall(r"^\| `([A-Z_]+)` \|.*\| (\d{3}) \|$", GUIDE, re.MULTILINE))
    known = {error.code for error in subclasses(SalesError)} | {"INTERNAL"}
    assert known <= explained.keys()
    assert explained.keys() - known <= {"NOT_FOUND", "CONFLICT", "RATE_LIMITED", "FORBIDDEN"}
    assert explained == {code: str(STATUS.get(code, 400)) for code in explained}


def test_the_limits_named_are_the_real_ones() -> None:
    default = Settings.model_fields
    for said in (
        f"{POINTS_FOR_SQL} points for each field that asks the database, 1 for every {OBJECTS_FOR_A_POINT} objects",
        f"more than {default['cost_limit'].default:,} points are refused",
        f"{SHAPE['depth']} levels deep (introspection {SHAPE['introspection']}), {SHAPE['aliases']} aliases",
        f"{SHAPE['directives']} directives",
        f"{MAX_TOKENS:,} tokens, {SHAPE['fields']:,} fields with fragments spread",
        f"{default['statement_seconds'].default} seconds in the database",
        f"413 (more than {BODY_BYTES // 1024**2} MiB)",
        f"at most {SUBSCRIPTIONS} operations at once",
        f"{default['token_minutes'].default} minutes by default",
    ):
        assert said in " ".join(GUIDE.split()), said


def test_signing_in_and_asking_as_written(sample_server: Server) -> None:
    """The bodies of the two curl commands, sent as they stand."""
    login, question = re.findall(r"-d '(\{.*?\n\})'", GUIDE, re.DOTALL)
    body = login.replace("admin@example.com", sample_server.email).replace('"..."', f'"{sample_server.password}"')
    address, headers = f"{sample_server.url}/graphql", {"Content-Type": "application/json"}
    token = httpx.post(address, content=body, headers=headers, timeout=60).json()["data"]["login"]["accessToken"]
    headers["Authorization"] = f"Bearer {token}"
    answer = httpx.post(address, content=question, headers=headers, timeout=60).json()
    assert int(answer["data"]["sales"]["kpis"]["orders"]) > 0
    assert answer["extensions"]["cost"]["requested"] == 6
    assert set(answer["extensions"]["receipt"]) == {"datasetVersion", "committedAt", "cost", "fields"}
    receipt = answer["extensions"]["receipt"]["fields"][0]
    assert set(receipt) == {"path", "source", "reason", "rows", "milliseconds"}
    asked = {"query": "{ dataset { from to orders } }"}
    by_get = httpx.get(address, params=asked, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    assert by_get.json()["data"]["dataset"]["to"] == "2025-12-31"


def subclasses(kind: type[SalesError]) -> Iterator[type[SalesError]]:
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def empty(answer: Any, path: str = "") -> Iterator[str]:
    """Where an answer has nothing: no items, no text, null where it is not expected."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if value is None and key in UNKNOWN:
                continue
            yield from empty(value, f"{path}.{key}")
        if path.endswith("kpis") and answer.get("revenue") == "0.00":
            yield f"{path}.revenue"
    elif isinstance(answer, list):
        if not answer:
            yield path
        for item in answer:
            if isinstance(item, (dict, list)):
                yield from empty(item, path)
    elif answer in (None, ""):
        yield path
