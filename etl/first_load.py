"""The first load, into an empty data set: lines go to their table as they come, its indexes are built when it is full.

Nothing is there to compare them with, and keys count from 0 in the load as they will in the data set. Until the load
has ended, whoever asks for lines waits.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.db import Connection

_IS_EMPTY = """
select not exists (select from orders) and not exists (select from lines) and not exists (select from products)
"""

_INDEXES = """
select format('alter table lines drop constraint %I', conname) as drop,
    format('alter table lines add constraint %I %s', conname, pg_get_constraintdef(oid)) as build
from pg_constraint where conrelid = 'lines'::regclass and contype in ('p', 'u')
union all
select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index where indrelid = 'lines'::regclass
    and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
"""

_MOVE = """
insert into lines (order_id, line, product_id, description_id, is_return, quantity, unit_price, amount)
select order_key + 1, line, product_key + 1, description_key + 1, is_return, quantity, unit_price, amount
from valued_lines;
truncate staged_lines;
"""

_SETTLE = """
delete from lines using order_parts where lines.order_id = order_key + 1 and superseded;
update lines set order_id = whole_key + 1, line = line + lines_before
from order_parts where lines.order_id = order_key + 1 and whole_key < order_key;
analyze lines;
"""


class FirstLoad:
    """Fills the empty table of lines, batch by batch."""

    def __init__(self, connection: "Connection", build: list[str]) -> None:
        self._connection = connection
        self._build = build

    @classmethod
    async def begin(cls, connection: "Connection") -> "FirstLoad | None":
        """Take the indexes off the table; None if the data set is not empty."""
        if not await connection.fetchval(_IS_EMPTY):
            return None
        indexes = await connection.fetch(_INDEXES)
        # A table that is cut within the transaction needs no write-ahead log where the server keeps none for replicas.
        await connection.execute("; ".join(["truncate lines", *(index["drop"] for index in indexes)]))
        return cls(connection, [index["build"] for index in indexes])

    async def move(self) -> None:
        """Move a batch's staged lines into the table."""
        await self._connection.execute(_MOVE)

    async def settle(self) -> None:
        """Build the indexes; then put the parts of orders together, as `order_parts` names them."""
        await self._connection.execute("; ".join(self._build))
        await self._connection.execute(_SETTLE)
