"""Completing plain columns at once gives what completing field by field gives: data, order of keys, and errors."""

import asyncio
import gc
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLList, GraphQLObjectType, parse, validate
from graphql.execution import execute
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema import build
from schema.completion import Executor
from schema.context import Outcome
from schema.prepared import Prepared
from schema.query import Mutation, Query
from schema.scalars import SCALARS
from schema.subscription import Subscription
from tests.schema.dashboard import dashboard
from tests.schema.generated import RESOLVED, SMALL, Branch, Root, documents, leaf, roots
from tests.tiny import TinyShop, sale

# The library drops the coroutines of the fields beside one that fails at once.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


@pytest.fixture(scope="module", autouse=True)
def nothing_dropped_is_left() -> Iterator[None]:
    """For the tests of other modules, where such a warning fails."""
    yield
    gc.collect()


@dataclass
class Asked:
    """As much of a request's context as completion looks at."""

    outcome: Outcome


def answered(executor: type, prepared: Prepared, root: Root, variables: dict[str, Any]) -> dict[str, Any]:
    async def run() -> ExecutionResult:
        found = execute(
            SMALL._schema,
            prepared.document,
            root_value=root,
            context_value=Asked(Outcome(prepared)),
            variable_values=variables,
            executor_class=executor,
        )
        return await found if isinstance(found, Awaitable) else found

    result = asyncio.run(run())
    return {"data": result.data, "errors": [error.formatted for error in result.errors or ()]}


def noted(
    executor: type, prepared: Prepared, root: Root, variables: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The answer, and what its resolvers noted."""
    RESOLVED.clear()
    return answered(executor, prepared, root, variables), sorted(RESOLVED)


@settings(max_examples=150)
@given(document=documents(), root=roots, yes=st.booleans(), no=st.booleans())
def test_both_executions_answer_alike(document: str, root: Root, yes: bool, no: bool) -> None:
    prepared = Prepared(parse(document))
    if validate(SMALL._schema, prepared.document):
        return  # two fields under one name that differ
    for shown, many in ((yes, 2), (not yes, 1), (yes, 3)):
        variables = {"yes": shown, "no": no, "many": many, "shade": "BLUE", "word": "y"}
        plain, resolved = noted(StrawberryGraphQLCoreExecutionContext, prepared, root, variables)
        fast, resolved_fast = noted(Executor, prepared, root, variables)
        assert repr(fast) == repr(plain)  # the order of keys too, and NaN
        assert resolved_fast == resolved


@pytest.mark.parametrize(
    ("document", "plain"),
    [
        ("{ branches { leaf { name day amount } title leaves { words numbers colour } } }", True),
        ("{ branches { __typename title } }", True),
        ("{ branches { t: title ...F } } fragment F on Branch { maybe { key } sparse { good } }", True),
        ("{ branches { title resolved } }", False),
        ("{ branches { title times(count: 2) } }", False),
        ("{ branches { __typename } }", False),
    ],
)
def test_only_what_reads_attributes_is_completed_at_once(document: str, plain: bool) -> None:
    branch = Branch(leaf=leaf({}), maybe=None, leaves=[leaf({})], sparse=None, title="t")
    prepared = Prepared(parse(document))
    answered(Executor, prepared, Root(branches=[branch], branch=None, leaves=None), {})
    made = [completion for place, completion in prepared.completions.items() if "Branch" in str(place[0])]  # type: ignore[index]
    assert [completion is not None for completion in made][:1] == [plain]


@pytest.mark.parametrize(
    ("document", "known"),
    [
        ("{ branches { fetched { name } } }", True),
        ("{ branches { fetched(count: 2, colour: BLUE) { name } } }", True),
        ("query ($n: Int!) { branches { fetched(count: $n) { name } } }", False),
        ("{ branches { needed(words: null) { name } } }", True),
        ('{ branches { needed(words: ["a"]) { name } } }', False),  # a list is each answer's own
        ("{ branches { resolved } }", False),
    ],
)
def test_fields_whose_arguments_the_document_gives_are_put_together_once(document: str, known: bool) -> None:
    branch = Branch(leaf=leaf({}), maybe=None, leaves=[], sparse=None, title="t")
    prepared = Prepared(parse(document))
    answered(Executor, prepared, Root(branches=[branch], branch=None, leaves=None), {"n": 1})
    made = [each for place, each in prepared.resolutions.items() if "Branch" in str(place[0])]  # type: ignore[index]
    assert [each is not None for each in made] == [known]


def test_resolvers_run_once_even_where_a_list_is_completed_twice() -> None:
    bad = Branch(leaf=leaf({"count": None}), maybe=None, leaves=[leaf({"count": 2**40})], sparse=None, title="once")
    root = Root(branches=[bad], branch=None, leaves=None)
    RESOLVED.clear()
    found = answered(Executor, Prepared(parse("{ branches { resolved leaves { count } } }")), root, {})
    assert RESOLVED == ["once"]
    assert found["errors"][0]["path"] == ["branches", 0, "leaves", 0, "count"]


@pytest.mark.anyio
async def test_the_whole_dashboard_is_as_plain_strawberry_answers_it(tiny: TinyShop) -> None:
    await tiny.load(
        *(sale(str(100 + n), f"A{n % 3}", n % 4 + 1, "2.50", CustomerID=str(n % 5)) for n in range(40)),
        sale("C1", "A1", -1, "2.50", CustomerID="1"),
    )
    plain = strawberry.Schema(Query, Mutation, Subscription, config=StrawberryConfig(scalar_map=SCALARS))
    document = dashboard(build()._schema).replace("query Dashboard {", "query Dashboard { __typename")
    context = tiny.context()
    context.see(None)
    expected = await plain.execute(document, context_value=context)
    found = await tiny.answer(document, limited=False)
    assert repr(found.data) == repr(expected.data)
    paths = [sorted(error.path or [] for error in answer.errors or ()) for answer in (found, expected)]
    unmade = [["sales", field] for field in ("anomalies", "forecast", "forecastBy")]
    assert paths == [unmade] * 2  # nobody fits forecasts here


def test_every_list_of_plain_columns_in_the_contract_is_found() -> None:
    """The types whose fields are all columns; one that no longer is would be slow again."""
    types = build()._schema.type_map
    for name in ("TrendPoint", "GrowthPoint", "HourPoint", "WeekdayPoint", "CountrySales", "SpendTier", "Kpis"):
        declared = types[name]
        assert isinstance(declared, GraphQLObjectType)
        assert all(getattr(each.resolve, "_is_default", False) for each in declared.fields.values()), name
        assert not any(isinstance(each.type, GraphQLList) for each in declared.fields.values()), name
