"""What is loaded: its days, countries, size and version."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.db import Database
from backend.db.observation import note_source

_DATASET = """
select version, currency, loaded_at, first_day, last_day, orders, lines, rollups_current,
    array(select name from countries where exists (select from orders where orders.country_id = countries.country_id)
        order by name) as countries
from dataset
"""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The data set as of one version. `first_day` and `last_day` are None while nothing is loaded.

    `rollups_current`: whether the rollups hold all of it, as after any load.
    """

    version: int
    currency: str | None
    loaded_at: datetime | None
    first_day: date | None
    last_day: date | None
    orders: int
    lines: int
    countries: tuple[str, ...]
    rollups_current: bool = True


async def dataset(db: Database) -> Dataset:
    """The data set now."""
    note_source("dataset", "its one row is kept up to date by every load")
    row = await db.row(_DATASET)
    assert row is not None, "the first migration makes the one row"
    return Dataset(**{**row, "countries": tuple(row["countries"])})
