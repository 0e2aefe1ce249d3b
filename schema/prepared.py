"""Documents that were read and found valid: kept with what execution makes of them."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_operation_ast,
)

from schema.resolution import Resolution
from schema.structure import visited

MOST_DOCUMENTS, MOST_CHARACTERS = 300, 200_000
"""A syntax tree takes up to 400 bytes for each character."""

Completion = Callable[[list[Any]], list[Any]]


@dataclass(eq=False, slots=True)
class Prepared:
    """A document; `operations` are the names that it was found valid for, None where it holds one operation.

    `conditions` are the variables that `@include` and `@skip` ask, which together with a place in the document decide
    what is selected there. `selected` and `completions` belong to such places, `resolutions` to fields; None where the
    ordinary way is to be gone. `costs` belong to operations and variables.
    """

    document: DocumentNode
    operations: set[str | None] = field(default_factory=set)
    completions: dict[object, Completion | None] = field(default_factory=dict)
    resolutions: dict[object, Resolution | None] = field(default_factory=dict)
    selected: dict[object, Any] = field(default_factory=dict)
    costs: dict[str, int] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.conditions = tuple(sorted(set(_conditions(self.document))))

    def asks_only(self, names: frozenset[str], operation_name: str | None) -> bool:
        """Whether the operation is a query with root fields of these names alone."""
        operation = get_operation_ast(self.document, operation_name)
        if operation is None or operation.operation is not OperationType.QUERY:
            return False
        roots = set(_roots(operation.selection_set, _fragments(self.document)))
        return bool(roots) and roots <= names


class PreparedDocuments:
    """The documents asked last, by their text."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0

    def find(self, text: str) -> Prepared | None:
        """What is kept of a text."""
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
        return found

    def keep(self, text: str, prepared: Prepared) -> None:
        """Keep a document, in place of those not asked for longest."""
        if text not in self._kept:
            self._characters += len(text)
        self._kept[text] = prepared
        self._kept.move_to_end(text)
        while len(self._kept) > MOST_DOCUMENTS or self._characters > MOST_CHARACTERS:
            dropped, _ = self._kept.popitem(last=False)
            self._characters -= len(dropped)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _roots(selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Iterator[str]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, FragmentSpreadNode):
            yield from _roots(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            yield from _roots(node.selection_set, fragments)


def _conditions(document: DocumentNode) -> Iterator[str]:
    for definition in document.definitions:
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            for node, _, _ in visited(definition.selection_set):
                for directive in node.directives or ():
                    for argument in directive.arguments or ():
                        if isinstance(argument.value, VariableNode):
                            yield argument.value.name.value
