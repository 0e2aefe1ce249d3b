"""Countries as shops write them."""

import pytest

from backend.analytics.iso3 import iso3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United Kingdom", "GBR"),
        ("EIRE", "IRL"),
        ("RSA", "ZAF"),
        ("USA", "USA"),
        ("Channel Islands", "JEY"),
        ("Czech Republic", "CZE"),
        (" germany ", "DEU"),
        ("European Community", None),
        ("Unspecified", None),
        ("", None),
    ],
)
def test_the_code_of_a_name(name: str, code: str | None) -> None:
    assert iso3(name) == code
