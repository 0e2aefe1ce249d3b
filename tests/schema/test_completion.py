"""Completing plain columns at once gives what completing field by field gives: data, order of keys, and errors."""

import asyncio
import enum
import math
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLList, GraphQLObjectType, get_named_type, parse, validate
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
from schema.scalars import SCALARS, LocalDateTime
from schema.subscription import Subscription
from tests.schema.dashboard import dashboard
from tests.tiny import TinyShop, sale

RESOLVED: list[str] = []


@strawberry.enum
class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"


@strawberry.type
class Leaf:
    name: str
    note: str | None
    count: int
    share: float | None
    day: date
    at: LocalDateTime | None
    amount: Decimal
    rate: Decimal | None
    colour: Colour
    shade: Colour | None
    good: bool
    key: strawberry.ID
    words: list[str | None]
    numbers: list[list[int]] | None


@strawberry.type
class Branch:
    leaf: Leaf
    maybe: Leaf | None
    leaves: list[Leaf]
    sparse: list[Leaf | None] | None
    title: str

    @strawberry.field
    def resolved(self) -> str:
        RESOLVED.append(self.title)
        return self.title.upper()

    @strawberry.field
    def times(self, count: int = 1) -> str:
        return self.title * count


@strawberry.type
class Root:
    branches: list[Branch]
    branch: Branch | None
    leaves: list[Leaf] | None

    @strawberry.field
    async def later(self) -> list[Leaf]:
        await asyncio.sleep(0)
        return self.leaves or []


SMALL = strawberry.Schema(Root, config=StrawberryConfig(scalar_map=SCALARS))
LEAF = {
    "name": "leaf", "note": "n", "count": 3, "share": 0.5, "day": date(2024, 2, 29), "at": datetime(2024, 1, 2, 3, 4),
    "amount": Decimal("1E+3"), "rate": Decimal("0.000001"), "colour": Colour.RED, "shade": Colour.BLUE, "good": True,
    "key": "k", "words": ["a", None], "numbers": [[1, 2], []],
}  # fmt: skip
ODD: list[Any] = [
    None, "text", "", 7, 2**31, -(2**31) - 1, True, 0.25, 1.0, math.nan, math.inf, Decimal("2.50"), Decimal("NaN"),
    date(2020, 1, 1), datetime(2020, 1, 1, 12), Colour.BLUE, "r", ValueError("kept in an attribute"), [], ["x"], ("x",),
    [None], [[None]], {"a": 1}, object,
]  # fmt: skip


def leaf(changes: dict[str, Any]) -> Leaf:
    return Leaf(**{**LEAF, **changes})


usual = st.builds(leaf, st.fixed_dictionaries({}, optional={"note": st.none(), "at": st.none(), "numbers": st.none()}))
odd = st.builds(leaf, st.dictionaries(st.sampled_from(list(LEAF)), st.sampled_from(ODD), min_size=1, max_size=1))
leaves = st.one_of(usual, usual, usual, odd)
missing = st.one_of(st.none(), leaves)
branches = st.builds(
    Branch,
    leaf=st.one_of(leaves, leaves, missing),
    maybe=missing,
    leaves=st.lists(st.one_of(leaves, leaves, leaves, missing), max_size=4),
    sparse=st.one_of(st.none(), st.lists(missing, max_size=4), st.just(ValueError("no list")), st.just(3)),
    title=st.sampled_from(["a", "b"]),
)
roots = st.builds(
    Root,
    branches=st.lists(branches, max_size=3),
    branch=st.one_of(st.none(), branches),
    leaves=st.one_of(st.none(), st.lists(leaves, max_size=5)),
)


@dataclass
class Writer:
    """Writes selections of a type, drawing what to select; fragments go behind the operation."""

    draw: st.DrawFn
    fragments: list[str] = field(default_factory=list)

    def selections(self, parent: GraphQLObjectType, depth: int = 0) -> str:
        names = self.draw(st.lists(st.sampled_from([*parent.fields, "__typename"]), min_size=1, max_size=5))
        return "{ " + " ".join(self.selection(parent, name, depth) for name in names) + " }"

    def selection(self, parent: GraphQLObjectType, name: str, depth: int) -> str:
        kind = self.draw(st.sampled_from(["plain"] * 5 + ["alias", "directive", "inline", "spread"]))
        text = self.written(parent, name, depth, f"{name}_{self.draw(st.integers(1, 2))}: " if kind == "alias" else "")
        if kind == "inline":
            return f"... on {parent.name} {self.directive()} {{ {text} }}"
        if kind == "spread":
            self.fragments.append(f"fragment F{len(self.fragments)} on {parent.name} {{ {text} }}")
            return f"...F{len(self.fragments) - 1} {self.directive()}"
        return text

    def written(self, parent: GraphQLObjectType, name: str, depth: int, alias: str) -> str:
        declared = get_named_type(parent.fields[name].type) if name != "__typename" else None
        below = self.selections(declared, depth + 1) if isinstance(declared, GraphQLObjectType) else ""
        return f"{alias}{name} {self.directive()} {below}"

    def directive(self) -> str:
        word = self.draw(st.sampled_from(["", "", "", "include", "skip"]))
        return f"@{word}(if: {self.draw(st.sampled_from(['$yes', '$no', 'true', 'false']))})" if word else ""


@st.composite
def documents(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    below = writer.selections(cast("GraphQLObjectType", SMALL._schema.query_type))
    used = below + " ".join(writer.fragments)
    asked = [f"${name}: Boolean!" for name in ("yes", "no") if f"${name}" in used]
    return f"query {'(' + ', '.join(asked) + ')' if asked else ''} {below} {' '.join(writer.fragments)}"


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


@settings(max_examples=150)
@given(document=documents(), root=roots, yes=st.booleans(), no=st.booleans())
def test_both_executions_answer_alike(document: str, root: Root, yes: bool, no: bool) -> None:
    prepared = Prepared(parse(document))
    if validate(SMALL._schema, prepared.document):
        return  # two fields under one name that differ
    for variables in ({"yes": yes, "no": no}, {"yes": not yes, "no": no}, {"yes": yes, "no": no}):
        plain = answered(StrawberryGraphQLCoreExecutionContext, prepared, root, variables)
        fast = answered(Executor, prepared, root, variables)
        assert repr(fast) == repr(plain)  # the order of keys too, and NaN


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
    paths = [[error.path for error in answer.errors or ()] for answer in (found, expected)]
    assert paths == [[["sales", "forecast"]]] * 2  # nobody fits forecasts here


def test_every_list_of_plain_columns_in_the_contract_is_found() -> None:
    """The types whose fields are all columns; one that no longer is would be slow again."""
    types = build()._schema.type_map
    for name in ("TrendPoint", "GrowthPoint", "HourPoint", "WeekdayPoint", "CountrySales", "SpendTier", "Kpis"):
        declared = types[name]
        assert isinstance(declared, GraphQLObjectType)
        assert all(getattr(each.resolve, "_is_default", False) for each in declared.fields.values()), name
        assert not any(isinstance(each.type, GraphQLList) for each in declared.fields.values()), name
