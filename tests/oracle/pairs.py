"""Products bought together more often than chance."""

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import hypergeom

from tests.oracle.filters import SalesFilter, kept
from tests.oracle.measures import SALE
from tests.oracle.raw import Book


def product_pairs(book: Book, sales_filter: SalesFilter, minimum_support: float) -> list[dict[str, Any]]:
    """All pairs with a lift above 1, by lift, then codes; the filter has no products and no kind.

    Tested are all pairs of the merchandise that is in at least that share of the filter's orders with a sale: one-sided
    Fisher, that is the hypergeometric chance of at least as many orders with both, adjusted by Benjamini-Hochberg.
    """
    sales = kept(book, sales_filter).filter(SALE)
    whole = sales["number"].n_unique()
    goods = sales.filter(~pl.col("service"))
    counts = goods.group_by("product").agg(pl.col("number").n_unique().alias("orders"))
    frequent = dict(counts.filter(pl.col("orders") >= minimum_support * whole - 1e-9).iter_rows())
    baskets = goods.filter(pl.col("product").is_in(list(frequent))).group_by("number").agg(pl.col("product").unique())
    together = Counter(pair for basket in baskets["product"] for pair in combinations(sorted(basket), 2))
    tested = list(combinations(sorted(frequent), 2))
    if not tested:
        return []
    both, left, right = (
        np.array(side) for side in zip(*((together[a, b], frequent[a], frequent[b]) for a, b in tested), strict=True)
    )
    chances = hypergeom.sf(both - 1, whole, left, right)
    found = []
    for (first, second), chance in zip(tested, adjusted(chances.tolist()), strict=True):
        a, b = (second, first) if frequent[second] < frequent[first] else (first, second)
        both = together[first, second]
        if both * whole > frequent[a] * frequent[b]:
            found.append(
                {
                    "a": {"code": a},
                    "b": {"code": b},
                    "orders": both,
                    "support": both / whole,
                    "confidence": both / frequent[a],
                    "lift": both * whole / (frequent[a] * frequent[b]),
                    "pValue": chance,
                }
            )
    return sorted(found, key=lambda pair: (-pair["lift"], pair["a"]["code"], pair["b"]["code"]))


def adjusted(chances: list[float]) -> list[float]:
    """Benjamini and Hochberg's: the least of p x count / rank over this rank and all higher ones."""
    count, least = len(chances), 1.0
    found = [1.0] * count
    for rank, place in reversed(list(enumerate(sorted(range(count), key=chances.__getitem__), 1))):
        least = min(least, chances[place] * count / rank)
        found[place] = least
    return found
