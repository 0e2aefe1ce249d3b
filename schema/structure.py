"""A document's shape without its meaning: depth, fields, aliases and directives, with fragments counted where spread.

Each definition is looked at once and fragments are added up in the order of their spreads, so the time is linear in the
document, although what it stands for may be exponentially larger.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode
from graphql.language import SelectionNode, SelectionSetNode

INTROSPECTION = frozenset({"__schema", "__type"})
Definition = OperationDefinitionNode | FragmentDefinitionNode


class FragmentCycle(Exception):
    """Fragments spread each other in a circle, so there is no finite shape; the first of `names` is also the last."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(*names)
        self.names = names


@dataclass(frozen=True, slots=True)
class Structure:
    """What selections amount to; the depths are levels of fields, one for a field without fields below it.

    `introspection` is the depth of `__schema`, `__type` and what is below them; `depth` is that of everything else.
    """

    fields: int = 0
    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    directives: int = 0


@dataclass(frozen=True, slots=True)
class _Own:
    """What a definition says itself; the spreads are of a fragment, below a level, in introspection or not."""

    structure: Structure
    spreads: list[tuple[str, int, bool]]


def structure(document: DocumentNode, operation: OperationDefinitionNode) -> Structure:
    """The shape of one operation of the document. Raises FragmentCycle, for fragments that it does not spread too."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    own = {name: _own(fragment) for name, fragment in fragments.items()}
    whole: dict[str, Structure] = {}
    for name in _spread_first(own):
        whole[name] = _with_spreads(own[name], whole)
    return _with_spreads(_own(operation), whole)


def _spread_first(own: dict[str, _Own]) -> Iterable[str]:
    """The fragments, each behind those it spreads."""
    graph = {name: {spread for spread, _, _ in each.spreads if spread in own} for name, each in own.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise FragmentCycle(error.args[1][::-1]) from None


def _own(definition: Definition) -> _Own:
    """What a definition says itself."""
    fields = aliases = 0
    depths = {False: 0, True: 0}
    directives = len(definition.directives or ())
    directives += sum(len(each.directives or ()) for each in definition.variable_definitions or ())
    spreads = []
    for node, level, introspection in visited(definition.selection_set):
        fields += 1
        directives += len(node.directives or ())
        if isinstance(node, FieldNode):
            aliases += node.alias is not None
            depths[introspection] = max(depths[introspection], level)
        elif isinstance(node, FragmentSpreadNode):
            spreads.append((node.name.value, level - 1, introspection))
    return _Own(Structure(fields, depths[False], depths[True], aliases, directives), spreads)


def visited(selections: SelectionSetNode) -> Iterator[tuple[SelectionNode, int, bool]]:
    """Every selection once, spreads not followed: the node, its level from 1, and whether it is introspection."""
    stack = [(node, 1, False) for node in selections.selections]
    while stack:
        node, level, above = stack.pop()
        introspection, deeper = above, level
        if isinstance(node, FieldNode):
            introspection, deeper = above or node.name.value in INTROSPECTION, level + 1
        yield node, level, introspection
        below: SelectionSetNode | None = getattr(node, "selection_set", None)
        if below is not None:
            stack += [(each, deeper, introspection) for each in below.selections]


def _with_spreads(own: _Own, whole: dict[str, Structure]) -> Structure:
    total = own.structure
    for name, level, introspection in own.spreads:
        spread = whole.get(name)
        if spread is None:  # unknown, which validation tells
            continue
        plain, meta = _deepened(spread, level, introspection)
        total = Structure(
            fields=total.fields + spread.fields,
            depth=max(total.depth, plain),
            introspection=max(total.introspection, meta),
            aliases=total.aliases + spread.aliases,
            directives=total.directives + spread.directives,
        )
    return total


def _deepened(spread: Structure, level: int, introspection: bool) -> tuple[int, int]:
    """A fragment's two depths at the place of its spread; 0 where it has no such field."""
    plain = level + spread.depth if spread.depth else 0
    meta = level + spread.introspection if spread.introspection else 0
    return (0, max(plain, meta)) if introspection else (plain, meta)
