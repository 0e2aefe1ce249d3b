"""Order numbers for rows that have none: the same row has the same number in every export that holds it."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl


class RowNumbers:
    """Numbers rows by a hash of their content and their occurrence in the table: an equal row again is `...-2`.

    Keeps 12 bytes for each row seen, in sorted runs of growing size.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]] = []

    def number(self, content: pl.Series) -> pl.Series:
        """The numbers of the next rows, given their content as text."""
        keys = pl.Series(
            [int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) for text in content], dtype=pl.UInt64
        )
        rows = pl.DataFrame({"key": keys}).with_columns(pl.int_range(1, pl.len() + 1).over("key").alias("occurrence"))
        distinct, counts = np.unique(keys.to_numpy(), return_counts=True)
        earlier = pl.DataFrame({"key": distinct, "earlier": self._seen(distinct)})
        self._remember(distinct, counts.astype(np.uint32))
        occurrence = pl.col("occurrence") + pl.col("earlier")
        hexadecimal = pl.col("key").map_elements("{:016x}".format, return_dtype=pl.String)
        return (
            rows.join(earlier, on="key", how="left", maintain_order="left")
            .select(
                pl.when(occurrence > 1)
                .then(pl.format("{}-{}", hexadecimal, occurrence))
                .otherwise(hexadecimal)
                .alias("number")
            )
            .to_series()
        )

    def _seen(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        """How often each key was seen in earlier rows."""
        seen = np.zeros(len(keys), np.int64)
        for known, counts in self._runs:
            places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            seen += np.where(known[places] == keys, counts[places], 0)
        return seen

    def _remember(self, keys: npt.NDArray[np.uint64], counts: npt.NDArray[np.uint32]) -> None:
        """Add a run; runs of like size are merged, so that there are few."""
        if not len(keys):
            return
        self._runs.append((keys, counts))
        while len(self._runs) > 1 and len(self._runs[-2][0]) <= 2 * len(self._runs[-1][0]):
            (some, some_counts), (more, more_counts) = self._runs.pop(), self._runs.pop()
            merged, places = np.unique(np.concatenate([some, more]), return_inverse=True)
            total = np.zeros(len(merged), np.uint32)
            np.add.at(total, places, np.concatenate([some_counts, more_counts]))
            self._runs.append((merged, total))
