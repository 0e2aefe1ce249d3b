"""Files read as a load reads them, without a database: what was understood, the rows, the totals."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from etl.contract import Contract, LoadOptions
from etl.reading import Reader
from etl.sources import open_tables
from etl.understanding import understand


@dataclass(frozen=True)
class Read:
    """All rows of some files and the contracts they were read under."""

    contracts: list[Contract]
    rows: pl.DataFrame

    @property
    def good(self) -> pl.DataFrame:
        return self.rows.filter(pl.col("reason").is_null())

    @property
    def reasons(self) -> dict[str, int]:
        rejected = self.rows.filter(pl.col("reason").is_not_null())
        return dict(rejected["reason"].value_counts().sort("reason").iter_rows())

    @property
    def revenue(self) -> Decimal:
        """Sum of the sale lines."""
        return sum((amount(row) for row in self.good.iter_rows(named=True) if not row["is_return"]), Decimal())

    @property
    def returns(self) -> Decimal:
        """Sum of the return lines, negative."""
        return sum((-abs(amount(row)) for row in self.good.iter_rows(named=True) if row["is_return"]), Decimal())


def amount(row: dict[str, str]) -> Decimal:
    """A line's amount: the line total as given, else quantity x price - discount."""
    if row["total"] is not None:
        return Decimal(row["total"])
    return Decimal(row["quantity"]) * Decimal(row["unit_price"]) - Decimal(row["discount"] or 0)


def read(*paths: Path, **options: object) -> Read:
    """The files as a load reads them."""
    asked = LoadOptions(**options)  # type: ignore[arg-type]
    contracts, parts = [], []
    for table in open_tables(list(paths), asked):
        contract = understand(table, asked)
        reader = Reader(contract, table.name)
        parts += [reader.read(batch) for batch in table.batches()]
        contracts.append(contract)
    return Read(contracts, pl.concat(parts))


def loaded(folder: Path, text: str, **options: object) -> Read:
    """A CSV file of this text as a load reads it."""
    path = folder / "sales.csv"
    path.write_text(text)
    return read(path, **options)


def contract(folder: Path, text: str, **options: object) -> Contract:
    """What is understood of a CSV file of this text."""
    return loaded(folder, text, **options).contracts[0]
