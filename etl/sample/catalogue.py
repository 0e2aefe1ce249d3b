"""The sample's products: codes, names, packs, prices by month and how often each is asked for."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.sample.days import MONTHS, FloatArray, IntArray, month_index
from etl.sample.truths import FIRST_BEST_SELLER_NUMBER, TRUTHS, set_codes
from etl.sample.words import BEST_SELLERS, RANGES, SETS

TextArray = npt.NDArray[np.str_]

PRICE_POINTS = np.array([
    19, 25, 29, 35, 39, 45, 49, 55, 65, 75, 85, 95, 109, 125, 145, 165, 185, 195, 210, 225, 249, 275, 295, 325, 349,
    375, 395, 425, 450, 495, 550, 595, 650, 695, 750, 795, 850, 895, 950, 995, 1095, 1195, 1275, 1395, 1495, 1695,
    1895, 1995, 2295, 2495, 2795, 2995, 3495, 3995, 4495, 4995,
])  # fmt: skip
"""Every list price in cents; a price change or a volume discount is a step on this ladder."""
PACK_BELOW_CENTS = np.array([60, 210, 425, 700, 1300])
PACKS = np.array([24, 12, 6, 4, 2, 1])
SERVICES = (
    ("POST", "POSTAGE"), ("DOT", "DOTCOM POSTAGE"), ("C2", "CARRIAGE"), ("M", "Manual"),
    ("BANK CHARGES", "Bank Charges"), ("D", "Discount"), ("S", "SAMPLES"),
)  # fmt: skip
RANGE_PRODUCTS = 3433
FIRST_RANGE_NUMBER = 30001
BEST_SELLER_SHARE, SET_SHARE = 0.055, 0.08
ORDINARY_RETURNS = 0.018


@dataclass(frozen=True)
class Catalogue:
    """One entry a product, services last.

    `step` (of PRICE_POINTS) and `demand` (share of lines) have a column a month; `pack` is in pieces; `returned` is the
    share of lines that come back; `other_code` and `other_name` are second spellings of some products.
    """

    code: TextArray
    name: TextArray
    other_code: TextArray
    other_name: TextArray
    step: IntArray
    pack: IntArray
    demand: FloatArray
    returned: FloatArray

    def position(self, code: str) -> int:
        """Where the product of this code stands."""
        return int(np.flatnonzero(self.code == code)[0])


@dataclass(frozen=True)
class _Article:
    code: str
    name: str
    other_name: str
    cents: float
    season: tuple[float, ...]
    weight: float
    returned: float = ORDINARY_RETURNS


def catalogue(rng: np.random.Generator) -> Catalogue:
    """Builds the range's products, the planted sets, the best sellers and the services."""
    ranged = _range_articles(rng)
    services = [_Article(code, name, name, 1500, (1.0,) * 12, 0.0, 0.0) for code, name in SERVICES]
    articles = [*ranged, *_planted_articles(), *services]
    demand = np.array([article.weight * np.tile(article.season, MONTHS // 12) for article in articles])
    demand[: len(ranged)] *= _on_sale(rng, len(ranged))
    demand[: len(ranged)] *= (1.0 - BEST_SELLER_SHARE - SET_SHARE) / demand[: len(ranged)].sum(axis=0)
    code = np.array([article.code for article in articles])
    name = np.array([article.name for article in articles])
    step = _price_steps(rng, np.array([article.cents for article in articles]))
    return Catalogue(
        code=code,
        name=name,
        other_code=_spelled_otherwise(rng, code, np.char.lower(code), 14),
        other_name=_spelled_otherwise(rng, name, np.array([article.other_name for article in articles]), 40),
        step=step,
        pack=PACKS[np.searchsorted(PACK_BELOW_CENTS, PRICE_POINTS[step[:, 0]], side="right")],
        demand=demand,
        returned=np.array([article.returned for article in articles]),
    )


def _range_articles(rng: np.random.Generator) -> list[_Article]:
    """The patterns x articles x colours of the ranges but a few; popularity falls off by a power of the rank."""
    combinations = [
        (goods, pattern, article, cents)
        for goods in RANGES
        for pattern in goods.patterns
        for article, cents in goods.articles
    ]
    list_price = np.array([cents for *_, cents in combinations]) * np.exp(rng.normal(0.0, 0.14, len(combinations)))
    weight = (rng.permutation(4 * len(combinations)) + 45.0) ** -0.85
    articles = []
    for group, (goods, pattern, article, _) in enumerate(combinations):
        for place, colour in enumerate(goods.colours):
            number = FIRST_RANGE_NUMBER + 5 * group
            code = f"{number}{'ABCD'[place]}" if group % 3 else f"{number + place}"
            cents = list_price[group] * goods.colour_price[place]
            names = f"{pattern} {article} {colour}", f"{article} {pattern} {colour}"
            articles.append(_Article(code, *names, float(cents), goods.season, float(weight[4 * group + place])))
    kept = np.sort(rng.choice(len(articles), RANGE_PRODUCTS, replace=False))
    return [articles[position] for position in kept]


def _planted_articles() -> list[_Article]:
    level = (1.0,) * 12
    in_sets = SET_SHARE / sum(len(members) for members in SETS)
    articles = [
        _Article(code, name, name, cents, level, in_sets)
        for position, members in enumerate(SETS)
        for code, (name, cents) in zip(set_codes(position), members, strict=True)
    ]
    weights = np.linspace(1.55, 0.45, len(BEST_SELLERS)) * BEST_SELLER_SHARE / len(BEST_SELLERS)
    for position, (name, cents, returned) in enumerate(BEST_SELLERS):
        code = str(FIRST_BEST_SELLER_NUMBER + position)
        articles.append(_Article(code, name, name, cents, level, float(weights[position]), returned))
    return articles


def _on_sale(rng: np.random.Generator, size: int) -> FloatArray:
    """1 in the months in which a product is on sale, else 0: some are launched later, some discontinued."""
    launched = np.where(rng.random(size) < 0.20, rng.integers(1, 22, size), 0)
    last = np.where(rng.random(size) < 0.13, rng.integers(3, MONTHS, size), MONTHS)
    last = np.maximum(last, launched + 3)
    months = np.arange(MONTHS)
    on_sale: FloatArray = ((months >= launched[:, None]) & (months < last[:, None])).astype(np.float64)
    return on_sale


def _price_steps(rng: np.random.Generator, cents: FloatArray) -> IntArray:
    """List prices by month: a new price list in the second January, a few changes before, some offers for a month."""
    first = np.abs(PRICE_POINTS - cents[:, None]).argmin(axis=1)
    months = np.arange(MONTHS)
    new_list = month_index(TRUTHS.price_list_day)
    share = TRUTHS.price_rise_share
    chance = rng.random(cents.size)
    rise = np.select([chance < 0.05, chance < share, chance < share + 0.04], [2, 1, -1], 0)
    early = np.where(rng.random(cents.size) < 0.04, rng.integers(3, new_list, cents.size), MONTHS)
    offer = np.where(rng.random(cents.size) < 0.03, rng.integers(1, MONTHS, cents.size), MONTHS)
    steps = first[:, None] + rise[:, None] * (months >= new_list)
    steps = steps + (months >= early[:, None]) - (months == offer[:, None])
    clipped: IntArray = np.clip(steps, 0, PRICE_POINTS.size - 1).astype(np.int64)
    return clipped


def _spelled_otherwise(rng: np.random.Generator, usual: TextArray, other: TextArray, count: int) -> TextArray:
    """The usual spelling, and the other one for `count` products that have another."""
    chosen = rng.choice(np.flatnonzero((usual != other)[:RANGE_PRODUCTS]), count, replace=False)
    spelled = usual.copy()
    spelled[chosen] = other[chosen]
    return spelled
