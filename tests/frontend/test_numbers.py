"""Cards and lists, from the API's answer to text."""

from typing import Any

from frontend.state.overview_numbers import cards, countries, customers, tier_bounds, tiers

KPIS: dict[str, Any] = {
    "revenue": "110375.64",
    "returns": "-2712.10",
    "netRevenue": "107663.54",
    "orders": 203,
    "units": 58726.0,
    "lines": 4067,
    "customers": 91,
    "newCustomers": 14,
    "products": 1050,
    "countries": 1,
    "averageOrderValue": "543.722365",
    "returnRate": 0.0245715,
}


def test_cards_are_short_and_exact_on_hover() -> None:
    card = {card.key: card for card in cards(KPIS, None, "GBP")}
    assert (card["revenue"].value, card["revenue"].exact) == ("£110K", "£110,375.64")
    assert card["returns"].note == "2.5% of revenue"
    assert card["products"].note == "in 1 country"
    assert card["averageOrderValue"].exact == "£543.722365"
    assert {card.change for card in card.values()} == {""}


def test_changes_come_with_words_and_know_what_is_better() -> None:
    then = {**KPIS, "revenue": "100000.00", "returns": "-2000.00", "orders": 406, "customers": 91, "units": 0.0}
    change = {card.key: (card.change, card.tone) for card in cards(KPIS, then, "GBP")}
    assert change["revenue"] == ("↑ up 10.4%", "good")
    assert change["returns"] == ("↑ up 35.6%", "bad")
    assert change["orders"] == ("↓ down 50.0%", "bad")
    assert change["customers"] == ("unchanged", "even")
    assert change["units"] == ("", "")


def test_an_empty_average_is_no_number() -> None:
    card = {card.key: card for card in cards({**KPIS, "averageOrderValue": None, "returnRate": None}, None, "GBP")}
    assert card["averageOrderValue"].value == "—"
    assert card["returns"].note == "— of revenue"


def test_bars_are_relative_to_the_longest() -> None:
    rows = [
        {"country": "Germany", "revenue": "200.00", "orders": 2, "share": 0.8},
        {"country": "France", "revenue": "50.00", "orders": 1, "share": 0.2},
    ]
    ranks = countries(rows, "GBP")
    assert [(rank.width, rank.share, rank.detail) for rank in ranks] == [
        ("100.0%", "80.0%", "2 orders"),
        ("25.0%", "20.0%", "1 order"),
    ]


def test_a_list_without_revenue_has_no_bars() -> None:
    node = {"customer": {"id": "12346", "country": "Norway"}, "revenue": "0.00", "orders": 0, "share": 0.0}
    ranks, total = customers({"totalCount": 1, "edges": [{"node": node}]}, "GBP")
    assert (ranks[0].name, ranks[0].width, total) == ("12346, Norway", "0.0%", "1 of 1")


def test_tiers_name_their_bounds_in_the_currency() -> None:
    row = {"tier": "VIP", "customers": 275, "averageRevenue": None, "averageOrders": None, "revenueShare": 0.5}
    assert (tiers([row], "EUR")[0].average, tiers([row], "EUR")[0].orders) == ("—", "—")
    assert tier_bounds("EUR") == "VIP over €5,000, High over €2,000, Medium over €500, by revenue within the filter."
