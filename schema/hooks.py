"""Runs the schema's extensions around the steps of an operation.

Strawberry's own runner looks for hooks, and wraps each in a context manager, at every step of every request, which
takes longer than the hooks do. Here they are found once for each class of extension, and are generators of one `yield`.
"""

from collections.abc import Callable, Iterator
from functools import cache
from types import TracebackType
from typing import Any

from strawberry.extensions import SchemaExtension
from strawberry.extensions.runner import SchemaExtensionsRunner

Hook = Callable[[SchemaExtension], Iterator[None]]


class Hooks(SchemaExtensionsRunner):
    """One operation's."""

    def operation(self) -> Any:
        return _Step(self.extensions, "on_operation")

    def parsing(self) -> Any:
        return _Step(self.extensions, "on_parse")

    def validation(self) -> Any:
        return _Step(self.extensions, "on_validate")

    def executing(self) -> Any:
        return _Step(self.extensions, "on_execute")


class _Step:
    """What comes before each `yield` runs in the order of the extensions, what comes behind it in the opposite one."""

    __slots__ = ("_running",)

    def __init__(self, extensions: list[SchemaExtension], name: str) -> None:
        kinds: list[Any] = [type(extension) for extension in extensions]
        hooks = ((_hook(kind, name), extension) for kind, extension in zip(kinds, extensions, strict=True))
        self._running = [hook(extension) for hook, extension in hooks if hook is not None]

    async def __aenter__(self) -> None:
        for running in self._running:
            next(running)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            for running in reversed(self._running):
                next(running, None)


@cache
def _hook(kind: Any, name: str) -> Hook | None:
    hook: Hook = getattr(kind, name)
    return None if hook is getattr(SchemaExtension, name) else hook
