"""A document's shape: against a naive count that follows every spread, beyond what that can follow, and in circles."""

import sys
from dataclasses import astuple
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

import schema.structure
from schema.structure import INTROSPECTION, FragmentCycle, Structure, structure


def shape(text: str) -> Structure:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return structure(document, operation)


def naive(document: DocumentNode) -> Structure:
    """The first operation's shape, by following each spread each time."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    found = Structure(directives=len(operation.directives or ()))
    counts = dict(zip(Structure.__slots__, astuple(found), strict=True))

    def follow(selections: SelectionSetNode, level: int, above: bool) -> None:
        for node in selections.selections:
            counts["fields"] += 1
            counts["directives"] += len(node.directives or ())
            introspection, below, under = above, getattr(node, "selection_set", None), level
            if isinstance(node, FieldNode):
                introspection = above or node.name.value in INTROSPECTION
                depth, under = "introspection" if introspection else "depth", level + 1
                counts[depth] = max(counts[depth], level)
                counts["aliases"] += node.alias is not None
            elif isinstance(node, FragmentSpreadNode):
                fragment = fragments[node.name.value]
                counts["directives"] += len(fragment.directives or ())
                below = fragment.selection_set
            if below is not None:
                follow(below, under, introspection)

    follow(operation.selection_set, 1, False)
    return Structure(**counts)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Up to five fragments, each spreading only later ones, around fields, aliases, directives and introspection."""
    count = draw(st.integers(0, 4))

    def selections(first: int, depth: int) -> str:
        return "{ " + " ".join(selection(first, depth) for _ in range(draw(st.integers(0, 3)))) + " }"

    def selection(first: int, depth: int) -> str:
        kinds = ["field", "aliased", "introspection"] + ["inline"] * (depth > 0) + ["spread"] * 2 * (first < count)
        kind, directive = draw(st.sampled_from(kinds)), draw(st.sampled_from(["", "", "@a", "@a @b"]))
        below = selections(first, depth - 1) if depth > 0 and draw(st.booleans()) else ""
        match kind:
            case "spread":
                return f"...F{draw(st.integers(first, count - 1))} {directive}"
            case "inline":
                return f"... {directive} {selections(first, depth - 1)}"
        name = {"field": "f", "aliased": "a: f", "introspection": "__schema"}[kind]
        return f"{name} {directive} {below}"

    whole = draw(st.sampled_from(["query", "query @q"])) + selections(0, 3)
    return whole + "".join(
        f" fragment F{at} on T {draw(st.sampled_from(['', '@f']))} {selections(at + 1, 2)}" for at in range(count)
    )


@given(documents())
def test_as_if_every_spread_were_followed(text: str) -> None:
    assert shape(text) == naive(parse(text))


def test_by_hand() -> None:
    found = shape("query Q @a { x: sales @b { ...K kpis { revenue } } } fragment K on Sales { k: kpis { o: orders } }")
    assert found == Structure(fields=6, depth=3, introspection=0, aliases=3, directives=2)
    assert shape("{ __schema { types { name } } me { id } }") == Structure(fields=5, depth=2, introspection=3)
    assert shape('{ ...M } fragment M on Query { __type(name: "Sales") { name } }').introspection == 2


def test_the_introspection_of_graphiql() -> None:
    asked = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    found = shape(asked)
    assert (found.depth, found.introspection) == (0, 15)


def doubling(fragments: int) -> str:
    """Fragments that each spread the next twice: as many fields as two to the power of their number."""
    spreads = (f"fragment F{at} on Query {{ ...F{at + 1} ...F{at + 1} }}" for at in range(fragments))
    return "{ ...F0 }" + " ".join(spreads) + f" fragment F{fragments} on Query {{ me {{ id }} }}"


def test_a_shape_beyond_following() -> None:
    found = shape(doubling(30))
    assert found.fields == 1 + sum(2**level for level in range(1, 31)) + 2 * 2**30
    assert found.depth == 2


def steps(text: str) -> int:
    """How many calls the module makes to tell the shape, resumed generators included."""
    counted = 0

    def count(frame: FrameType, event: str, _: Any) -> None:
        nonlocal counted
        counted += event == "call" and frame.f_code.co_filename == schema.structure.__file__

    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    sys.setprofile(count)
    try:
        structure(document, operation)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("spreads", [doubling, lambda count: "{ " + "...F0 " * count + "} fragment F0 on Query { me }"])
def test_the_work_is_linear(spreads: Any) -> None:
    small, large, larger = (steps(spreads(count)) for count in (50, 100, 200))
    assert larger - large == 2 * (large - small)


@pytest.mark.parametrize(
    ("fragments", "names"),
    [
        ("fragment A on Query { ...A }", ["A", "A"]),
        ("fragment A on Query { me { ...B } } fragment B on User { ...A }", ["A", "B", "A"]),
        ("fragment A on Query { id } fragment B on User { ...C } fragment C on User { ...B }", ["B", "C", "B"]),
    ],
)
def test_circles(fragments: str, names: list[str]) -> None:
    """Found whether spread by the operation or not, and told in the order of their spreads."""
    with pytest.raises(FragmentCycle) as raised:
        shape("{ ...A } " + fragments)
    told = list(raised.value.names)
    assert told[0] == told[-1]
    assert sorted(set(told)) == sorted(set(names))
    assert all(
        f"...{after}" in fragments.split(f"fragment {before} ")[1].split("fragment")[0]
        for before, after in pairwise(told)
    )


def test_a_long_circle_needs_no_deep_stack() -> None:
    ring = " ".join(f"fragment F{at} on Query {{ ...F{(at + 1) % 3000} }}" for at in range(3000))
    with pytest.raises(FragmentCycle):
        shape("{ ...F0 } " + ring)


def test_an_unknown_fragment_is_left_to_validation() -> None:
    assert shape("{ ...Nowhere }").fields == 1
