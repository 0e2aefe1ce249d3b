"""A small schema with values regular and odd, and queries of it as hypothesis draws them."""

import asyncio
import enum
import math
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import strawberry
from graphql import GraphQLObjectType, get_named_type
from hypothesis import strategies as st
from strawberry.extensions import FieldExtension
from strawberry.schema.config import StrawberryConfig

from schema.scalars import SCALARS, LocalDateTime

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


class Noted(FieldExtension):
    """Notes what a resolver is asked, as fields that ask the database do."""

    async def resolve_async(self, next_: Any, source: Any, info: strawberry.Info, **arguments: Any) -> Any:
        RESOLVED.append(f"{info.path.as_list()} {sorted(arguments.items())}")
        return await next_(source, info, **arguments)


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

    @strawberry.field(extensions=[Noted()])
    async def fetched(self, info: strawberry.Info, count: int = 1, colour: Colour = Colour.RED) -> Leaf | None:
        await asyncio.sleep(0)
        if self.title == "b" and count > 1:
            raise ValueError(f"{colour} at {info.path.as_list()}")
        return self.maybe

    @strawberry.field
    async def needed(self, count: int = 1, words: list[str] | None = None) -> list[Leaf]:
        if len(self.leaves) == count:
            raise ValueError(f"{count} {words}")
        return self.leaves


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


VARIABLES = {"yes": "Boolean!", "no": "Boolean!", "many": "Int! = 2", "shade": "Colour!", "word": "String!"}


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
        return f"{alias}{name}{self.arguments(parent, name)} {self.directive()} {below}"

    def arguments(self, parent: GraphQLObjectType, name: str) -> str:
        """Literals, variables, both, or none at all."""
        if name == "__typename" or not parent.fields[name].args:
            return ""
        some = ["count: 2", "count: $many", "colour: BLUE", "colour: $shade", 'words: ["x", $word]', "words: null"]
        given = [each for each in some if each.split(":")[0] in parent.fields[name].args]
        chosen = {each.split(":")[0]: each for each in self.draw(st.lists(st.sampled_from(given), max_size=2))}
        return f"({', '.join(chosen.values())})" if chosen else ""

    def directive(self) -> str:
        word = self.draw(st.sampled_from(["", "", "", "include", "skip"]))
        return f"@{word}(if: {self.draw(st.sampled_from(['$yes', '$no', 'true', 'false']))})" if word else ""


@st.composite
def documents(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    below = writer.selections(cast("GraphQLObjectType", SMALL._schema.query_type))
    used = below + " ".join(writer.fragments)
    asked = [f"${name}: {kind}" for name, kind in VARIABLES.items() if f"${name}" in used]
    return f"query {'(' + ', '.join(asked) + ')' if asked else ''} {below} {' '.join(writer.fragments)}"
