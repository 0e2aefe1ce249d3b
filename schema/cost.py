"""What a query costs, told from its text: 5 points for a field that asks the database, 1 for every 50 objects returned.

Both count as often as the field is answered: once for each object of the lists around it. Fields count as written, so
also where one stands twice, or where a directive may leave it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

from schema.answered import Answered
from schema.list_sizes import BATCHED, Place, is_edges, is_list, settled, size

POINTS_FOR_SQL = 5
OBJECTS_FOR_A_POINT = 50
INT_DIGITS = 11


def cost(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """The points of one operation of a valid document that is known to be small with all its fragments spread."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        return 0
    defaults = {
        each.variable.name.value: _literal(each.default_value, {})
        for each in operation.variable_definitions or ()
        if each.default_value is not None
    }
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    counter = _Counter(fragments, {**defaults, **variables})
    return counter.selections(operation.selection_set, root, Place())


def is_answered(definition: GraphQLField) -> bool:
    """Whether a field asks the database."""
    declared = definition.extensions.get("strawberry-definition")
    return any(isinstance(extension, Answered) for extension in getattr(declared, "extensions", ()))


@dataclass(frozen=True, slots=True)
class _Counter:
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def selections(self, selections: SelectionSetNode, parent: GraphQLObjectType, place: Place) -> int:
        """The points of selections that are made `place.times` times."""
        points = 0
        for node in selections.selections:
            match node:
                case FieldNode():
                    points += self.field(node, parent, place)
                case FragmentSpreadNode():
                    points += self.selections(self.fragments[node.name.value].selection_set, parent, place)
                case InlineFragmentNode():
                    points += self.selections(node.selection_set, parent, place)
        return points

    def field(self, node: FieldNode, parent: GraphQLObjectType, place: Place) -> int:
        """The points of a field and of all below it."""
        definition = parent.fields.get(node.name.value)
        if definition is None:  # __typename, __schema and __type are at hand
            return 0
        name, given, asks = (
            f"{parent.name}.{node.name.value}",
            self.arguments(node, definition),
            is_answered(definition),
        )
        points = 0
        if asks:
            together = name in BATCHED and given.get("after") is None
            points += POINTS_FOR_SQL * (1 if together else place.times)
        below = get_named_type(definition.type)
        if not isinstance(below, GraphQLObjectType) or node.selection_set is None:
            return points
        inside = settled(place, given)
        objects = size(name, definition, given, inside)
        if not is_edges(name) and (asks or objects is not None):
            points += -(-place.times * (objects or 1) // OBJECTS_FOR_A_POINT)
        if objects is not None:
            inside = (
                replace(inside, times=place.times * objects) if is_list(definition) else replace(inside, page=objects)
            )
        return points + self.selections(node.selection_set, below, inside)

    def arguments(self, node: FieldNode, definition: GraphQLField) -> dict[str, Any]:
        """A field's arguments: written, else by default."""
        given = {name: _default(argument.default_value) for name, argument in definition.args.items()}
        for each in node.arguments or ():
            absent = isinstance(each.value, VariableNode) and each.value.name.value not in self.variables
            if not absent:
                given[each.name.value] = _literal(each.value, self.variables)
        return given


def _default(value: object) -> object:
    """An argument's default as a client would write it."""
    return getattr(value, "name", value)


def _literal(node: ValueNode, variables: Mapping[str, Any]) -> Any:
    """A value as JSON has it; None for what no cost depends on, such as lists."""
    match node:
        case VariableNode():
            return variables.get(node.name.value)
        case IntValueNode():
            return int(node.value) if len(node.value) <= INT_DIGITS else None  # an ID has any number of them
        case StringValueNode() | EnumValueNode():
            return node.value
        case ObjectValueNode():
            return {each.name.value: _literal(each.value, variables) for each in node.fields}
    return None
