"""The schema against the public contract: nothing that is built may break it, and what is missing is named."""

import subprocess
import sys

import pytest
from graphql import DangerousChangeType, GraphQLSchema, build_schema, find_breaking_changes, find_dangerous_changes

from tests.api.not_yet_built import NOT_YET_BUILT
from tests.oracle.paths import ROOT, SHARED

CONTRACT = ROOT / "schema" / "contract.graphql"
SDL = ROOT / "schema" / "schema.graphql"
PUBLISHED = SHARED / "contract.graphql"


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema(CONTRACT.read_text())


@pytest.fixture(scope="module")
def built() -> GraphQLSchema:
    return build_schema(SDL.read_text())


def test_the_copy_is_the_published_contract() -> None:
    if not PUBLISHED.exists():
        pytest.skip(f"the published contract is not at {PUBLISHED}")
    assert CONTRACT.read_text() == PUBLISHED.read_text()


def test_the_printed_schema_is_current() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "schema"], cwd=ROOT, check=True, timeout=60, capture_output=True, text=True
    )
    assert printed.stdout == SDL.read_text(), "schema/schema.graphql is stale: python -m schema > schema/schema.graphql"


def test_breaking_changes_are_exactly_what_is_not_yet_built(contract: GraphQLSchema, built: GraphQLSchema) -> None:
    """A forgotten part fails; a part that has been built must leave the list."""
    missing = [name for names in NOT_YET_BUILT.values() for name in names.split()]
    assert len(missing) == len(set(missing))
    changes = {
        change.description.removesuffix(" was removed.").removeprefix("Field ")
        for change in find_breaking_changes(contract, built)
    }
    assert {"breaks the contract": changes - set(missing), "built, but still listed": set(missing) - changes} == {
        "breaks the contract": set(),
        "built, but still listed": set(),
    }


def test_defaults_are_those_of_the_contract(contract: GraphQLSchema, built: GraphQLSchema) -> None:
    changes = find_dangerous_changes(contract, built)
    kinds = {change.type for change in changes}
    assert DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE not in kinds, [change.description for change in changes]
