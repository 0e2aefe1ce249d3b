"""Countries to tick: none ticked means all."""

# mypy: disable-error-code="misc"
# Reflex types its mixins as Any.

from dataclasses import dataclass

import reflex as rx

from frontend import queries
from frontend.state.act import act


@dataclass
class Country:
    """A country that can be ticked."""

    name: str
    chosen: bool


class Countries(rx.State, mixin=True):
    """The countries that a user or a key is limited to."""

    picked: rx.Field[list[str]] = rx.field(default_factory=list)
    known: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.var
    def country_choices(self) -> list[Country]:
        """Every country that can be ticked."""
        return [Country(name, name in self.picked) for name in self.known]

    @rx.event
    def toggle_country(self, name: str) -> None:
        """Tick a country, or take the tick away."""
        self.picked = [n for n in self.picked if n != name] if name in self.picked else [*self.picked, name]

    async def read_countries(self) -> None:
        """Take the choices from the data set; what is ticked now stands first."""
        outcome = await act(self, queries.COUNTRIES)
        others = outcome.data["dataset"]["countries"] if outcome.data is not None else []
        self.known = [*self.picked, *sorted(set(others) - set(self.picked))]

    def limit(self) -> list[str] | None:
        """As the API takes it."""
        return sorted(self.picked) or None
