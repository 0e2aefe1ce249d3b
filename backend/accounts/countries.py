"""The countries that a user or a key is limited to."""

from collections.abc import Sequence

from backend.db import Database
from backend.errors import BadInput

_UNKNOWN = "select given from unnest($1::text[]) given where given not in (select name from countries) limit 1"


async def checked_countries(db: Database, countries: Sequence[str] | None) -> list[str] | None:
    """The countries, sorted and each once; None: all. Raises BadInput for none at all or one without orders."""
    if countries is None:
        return None
    if not countries:
        raise BadInput("countries is empty; leave it out, or null, for all countries", field="countries")
    unknown = await db.value(_UNKNOWN, list(countries))
    if unknown is not None:
        raise BadInput(f"countries: {unknown!r} is not in the data set", field="countries")
    return sorted(set(countries))
