"""Exports nobody prepared for load without a flag, with the totals computed by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.etl.shops import strangers
from tests.etl.understood import Read, read

REJECTED = {
    strangers.AMAZON: {"empty price": 1},
    strangers.AMAZON_INDIA: {"zero quantity": 1},
    strangers.GERMAN_TILL: {"empty product": 1, "negative price": 1},
}


def loaded(folder: Path, text: str, **options: object) -> Read:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, **options)


@pytest.mark.parametrize(
    ("text", "revenue", "returns", "orders", "currency", "first"),
    [
        # 2 x 4.50 - 1.00 + 3.25
        (strangers.SQUARE, "11.25", "-4.50", 2, "$", "TX1|LAT|Latte|2021-01-05 15:04:11|C1|Unspecified"),
        # the second was refunded
        (strangers.STRIPE, "25.00", "-10.00", 2, "EUR", "ch_1|MUG|Mug|2021-01-05 15:04:00|cus_1|Unspecified"),
        # 12.99 + 8.00, of two; a cancelled row has no quantity
        (strangers.AMAZON, "20.99", "0", 2, "GBP", "026-1|JAR-1|Glass jar|2021-01-05 15:04:11||GB"),
        # 2 x 20.00 + 5.50
        (strangers.ETSY, "45.50", "0", 2, "USD", "1801|RNG|Ring|2021-01-05 00:00:00|ann (ann)|Norway"),
        # 1,090.00 + 16.35, as given
        (
            strangers.LIGHTSPEED,
            "1106.35",
            "0",
            1,
            None,
            "5001|TRAIL SHOE|Trail shoe|2021-01-05 15:04:00|Ann|Unspecified",
        ),
        # 40.00 + 7.00, without the postage
        (strangers.MAGENTO, "47.00", "0", 2, "$", "000000101|ALL||2021-01-05 15:04:05|ann@x.com|Unspecified"),
        # 49.90 + 20.10
        (strangers.PRESTASHOP, "70.00", "-1129.00", 3, "EUR", "12|ALL||2021-01-05 15:04:11|A. Martin|Unspecified"),
        # 2 x 1.234,56
        (strangers.BOL, "2469.12", "-3.95", 2, "EUR", "4123|8711111111111|Servies|2021-01-05 00:00:00|J. Jansen|NL"),
        # 2 x 1.234,50 less 10 %
        (strangers.GERMAN, "2222.10", "-0.95", 2, "EUR", "A-1|4711|Kessel|2021-01-05 15:04:00|K9|Österreich"),
        # 2 x 6,50 - 1,00 + 1.005,00
        (strangers.SPANISH, "1017.00", "-1005.00", 3, None, "T-1|A1|Taza|2021-01-05 15:04:00||Unspecified"),
        # 2 x 12,50 + 3,95 - 0,95
        (strangers.FRENCH, "28.00", "0", 2, None, "C1|R1|Théière|2021-01-05 15:04:00|Mme Petit|France"),
        # 1'234.50 + 45.00
        (strangers.SWISS, "1279.50", "-45.00", 2, "CHF", "1|UHR|Uhr|2021-01-05 15:04:00||Unspecified"),
        # 100 x 0.05 + 3 x 1.25
        (strangers.TILL, "8.75", "0", 2, None, "901|10-22|Bolt|2021-01-05 15:04:00|77|Unspecified"),
        # 3.00 and 0.50 for modifiers
        (strangers.CLOVER, "3.50", "-3.00", 2, "$", "O1|BAGEL|Bagel|2021-01-05 15:04:00||Unspecified"),
        # 2 x 30.00 + 10.00 + 30.00, without the postage
        (strangers.WIX, "100.00", "0", 2, "USD", "10001|V-B|Vase|2021-01-05 15:04:00|ann@x.com|USA"),
        # 140.0 + 30.0 + 30.0
        (
            strangers.ODOO,
            "200",
            "0",
            2,
            None,
            "S00021|[FURN_7777] OFFICE CHAIR|[FURN_7777] Office Chair|2021-01-05 15:04:11|Azure Interior|Unspecified",
        ),
        # 10 x 10.00 + 1,200.00
        (strangers.QUICKBOOKS, "1300.00", "-20.00", 3, None, "1037|SOD|Sod|2021-01-05 00:00:00|Ann|Unspecified"),
        # 2 x 15.00 + 13.00 + 15.00
        (strangers.SQUARESPACE, "58.00", "0", 2, "USD", "00012|SQ1|Print A|2021-01-05 20:04:11|ann@x.com|US"),
        # 2 x 1.234,56, before the fees
        (strangers.MERCADO, "2469.12", "-10.00", 2, "BRL", "2000001|SK1|Cafeteira|2021-01-05 15:04:00|Ana|Brasil"),
        # 24,20; the type tells the refund, the status does not
        (strangers.PAYPAL, "24.20", "-9.70", 2, "EUR", "5TX|M1|Mug|2021-01-05 15:04:11||Germany"),
        # 2 x 15.00 + 8.50
        (strangers.SHOPWARE, "38.50", "-15.00", 2, None, "20001|SW1|Rum|2021-01-05 15:04:11|10001|Deutschland"),
        # 2 x 2,50 + 18,00
        (strangers.GERMAN_TILL, "23.00", "0", 2, None, "1|KAFFEE|Kaffee|2021-01-05 15:04:00||Unspecified"),
        # 2 x 12,50 + 1.234,56
        (strangers.PHRASES, "1259.56", "0", 2, "EUR", "B1|A1||2021-01-05 15:04:00|Meier|DE"),
        # 406.0 + 329.0; a cancelled row has no quantity
        (
            strangers.AMAZON_INDIA,
            "735.00",
            "0",
            2,
            "INR",
            "171-9198151-1101146|JNE3781-KR-XXXL||2022-04-30 00:00:00||IN",
        ),
        # the second, 2 x 10.00, was refunded
        (strangers.GUMROAD, "10.00", "-20.00", 2, "$", "p1|BOOK|Book|2021-01-05 15:04:11|Ann|Germany"),
        # 2 x 12,50 + 1 005,00
        (strangers.POLISH, "1030.00", "0", 2, "PLN", "Z1|A1|Kubek|2021-01-05 15:04:00|K1|Polska"),
        # 7.00 + 9.00
        (strangers.ABBREVIATED, "16.00", "0", 2, None, "T1|A1|Tea|2021-01-05 00:00:00|C1|GB"),
        # 3 x 1.234,50 + 10 x 0,95
        (strangers.SAP, "3713.00", "0", 2, "EUR", "4711|M-01|Pump|2021-01-05 00:00:00|1000123|Unspecified"),
    ],
)
def test_a_strangers_export_gives_its_totals(
    tmp_path: Path, text: str, revenue: str, returns: str, orders: int, currency: str | None, first: str
) -> None:
    """`first`: number, code, description, time, customer and country of row 1. The files are too short for shares."""
    found = loaded(tmp_path, text)
    assert found.reasons == REJECTED.get(text, {})
    assert (found.revenue, found.returns) == (Decimal(revenue), Decimal(returns))
    assert found.good["number"].n_unique() == orders
    assert found.contracts[0].currency == currency
    row = found.good.select("number", "code", "description", "placed_at", "customer", "country").row(0)
    assert "|".join("" if cell is None else str(cell) for cell in row) == first


def test_a_trailer_is_rejected_and_postage_in_the_totals_remarked(tmp_path: Path) -> None:
    found = loaded(tmp_path, strangers.EBAY)
    assert found.reasons == {"empty order number": 1, "empty product": 1}
    assert (found.revenue, found.contracts[0].currency) == (Decimal("26.00"), "GBP")
    assert "--map total= takes quantity x price instead" in found.contracts[0].notes[0]
    # 12.50 + 2 x 4.25
    assert loaded(tmp_path, strangers.EBAY, mapping={"total": ""}).revenue == Decimal("21.00")
