"""The one filter of every page. The address holds it; this state reads the address and writes links."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

import reflex as rx

from frontend import format as show
from frontend.period import Range, before, granularity, parse_day, presets


@dataclass
class Preset:
    """A named date range as a choice."""

    label: str
    query: str
    active: bool


@dataclass
class Option:
    """A country that can be ticked."""

    name: str
    chosen: bool


class FilterState(rx.State):
    """Days and countries, and the choices being made."""

    start: str = ""
    end: str = ""
    countries: rx.Field[list[str]] = rx.field(default_factory=list)
    first_day: str = ""
    last_day: str = ""
    known_countries: rx.Field[list[str]] = rx.field(default_factory=list)
    currency: str = ""
    picked: rx.Field[list[str]] = rx.field(default_factory=list)
    search: str = ""
    range_error: str = ""
    generation: int = 0
    """Counts the filters read; fields whose drafts a new filter replaces carry it as their key."""

    @rx.var
    def range_label(self) -> str:
        """The chosen days in words."""
        if not self.first_day:
            return "All data"
        start, end = parse_day(self.shown_start), parse_day(self.shown_end)
        if not start or not end or start > end:
            return "No days"
        return show.days(start, end) if self.start or self.end else f"All data, {show.days(start, end)}"

    @rx.var
    def shown_start(self) -> str:
        """The first day meant."""
        return self.start or min(self.first_day, self.end or self.first_day)

    @rx.var
    def shown_end(self) -> str:
        """The last day meant."""
        return self.end or max(self.last_day, self.start or self.last_day)

    @rx.var
    def country_label(self) -> str:
        """The chosen countries in words."""
        if not self.countries:
            return "All countries"
        return ", ".join(self.countries) if len(self.countries) <= 2 else f"{len(self.countries)} countries"

    @rx.var
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.start or self.end or self.countries)

    @rx.var
    def range_presets(self) -> list[Preset]:
        """Named ranges over the data's days."""
        first, last = parse_day(self.first_day), parse_day(self.last_day)
        if not first or not last:
            return []
        return [
            Preset(label, _query(span, self.countries), (span.start, span.end) == self._chosen())
            for label, span in presets(first, last)
        ]

    @rx.var
    def country_options(self) -> list[Option]:
        """Countries that match the search, each with its tick."""
        wanted = self.search.strip().casefold()
        return [
            Option(name, name in self.picked)
            for name in self.known_countries
            if not wanted or wanted in name.casefold()
        ]

    @rx.event
    def set_search(self, text: str) -> None:
        """Narrow the list of countries."""
        self.search = text

    @rx.event
    def toggle(self, name: str) -> None:
        """Tick a country, or take the tick away."""
        self.picked = [n for n in self.picked if n != name] if name in self.picked else [*self.picked, name]

    @rx.event
    def apply_countries(self) -> Any:
        """Filter by the ticked countries; none means all."""
        self.search = ""
        return self._go(Range(*self._chosen()), sorted(self.picked))

    @rx.event
    def all_countries(self) -> Any:
        """Filter by no country."""
        self.picked, self.search = [], ""
        return self._go(Range(*self._chosen()), [])

    @rx.event
    def only_country(self, name: str) -> Any:
        """Filter by one country, or stop doing so."""
        return self._go(Range(*self._chosen()), [] if self.countries == [name] else [name])

    @rx.event
    def apply_range(self, form: dict[str, str]) -> Any:
        """Filter by the days typed in; an empty end stays open."""
        start, end = parse_day(form.get("from", "")), parse_day(form.get("to", ""))
        if start and end and start > end:
            self.range_error = "The first day is after the last one."
            return None
        self.range_error = ""
        return self._go(Range(start, end), self.countries)

    @rx.event
    def follow(self, query: str) -> Any:
        """Go to the same page under another filter."""
        return self._open(query)

    @rx.event
    def clear(self) -> Any:
        """Take the whole filter away."""
        return self._open("")

    def read_address(self) -> None:
        """Take the filter from the page's address; what is no date is passed over."""
        asked = parse_qs(self.router.url.query)
        start, end = (parse_day(asked.get(name, [""])[0]) for name in ("from", "to"))
        self.start, self.end = (value.isoformat() if value else "" for value in (start, end))
        self.countries = asked.get("country", [])
        self.picked, self.search, self.range_error = list(self.countries), "", ""
        self.generation += 1

    def read_dataset(self, dataset: dict[str, Any]) -> None:
        """Take the choices from the data set."""
        self.first_day, self.last_day = dataset["from"] or "", dataset["to"] or ""
        self.known_countries = sorted(dataset["countries"])
        self.currency = dataset["currency"]

    def span(self) -> Range:
        """The chosen days cut to the data's."""
        first, last = parse_day(self.first_day), parse_day(self.last_day)
        chosen = Range(*self._chosen())
        return chosen.within(first, last) if first and last else chosen

    def variables(self) -> dict[str, Any]:
        """Filter, comparison and bucket size as GraphQL variables."""
        span = self.span()
        whole = not (self.start or self.end)
        previous = before(span) if span.days > 0 and not whole else Range()
        return {
            "filter": self._input(Range(*self._chosen())),
            "previous": self._input(previous),
            "compare": previous.start is not None,
            "granularity": granularity(span.days or 366),
        }

    def _input(self, span: Range) -> dict[str, Any]:
        values = {"from": span.start, "to": span.end}
        chosen: dict[str, Any] = {name: value.isoformat() for name, value in values.items() if value}
        return {**chosen, "countries": self.countries} if self.countries else chosen

    def _chosen(self) -> tuple[date | None, date | None]:
        return parse_day(self.start), parse_day(self.end)

    def _go(self, span: Range, countries: list[str]) -> Any:
        return self._open(_query(span, countries))

    def _open(self, query: str) -> Any:
        return rx.redirect(f"{self.router.url.path}?{query}" if query else self.router.url.path)


def _query(span: Range, countries: list[str]) -> str:
    days = [(name, value.isoformat()) for name, value in (("from", span.start), ("to", span.end)) if value]
    return urlencode([*days, *(("country", name) for name in countries)])
