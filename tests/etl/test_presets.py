"""Presets: those that are there, and the user's own."""

from datetime import datetime
from pathlib import Path

import pytest

from backend.errors import UsageError
from etl.presets import preset_names, read_preset
from tests.etl.understood import loaded


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_fits_its_own_columns(name: str) -> None:
    preset = read_preset(name)
    assert preset.fits([*preset.match, *(names[0] for names in preset.columns.values())])
    assert {"date"} < preset.columns.keys()


def test_the_users_own_preset(tmp_path: Path) -> None:
    own = tmp_path / "till.toml"
    own.write_text(
        'title = "Till"\ndate_order = "day-first"\ncountry = "Malta"\n'
        'return_statuses = ["Back"]\nservice_codes = ["bag", "Gift*"]\n'
        '[columns]\norder = "a"\ndate = "b"\nproduct = "c"\nprice = "d"\nstatus = "e"\n'
    )
    rows = "1,03/04/2024,bag,0.10,\n2,03/04/2024,tea,3.50,Back\n3,03/04/2024,GIFT-10,10,\n4,03/04/2024,bags,1,\n"
    found = loaded(tmp_path, f"a,b,c,d,e\n{rows}", preset=str(own)).good
    assert found.select("placed_at", "kind", "country", "is_return").rows() == [
        (datetime(2024, 4, 3), "SERVICE", "Malta", False),
        (datetime(2024, 4, 3), "MERCHANDISE", "Malta", True),
        (datetime(2024, 4, 3), "SERVICE", "Malta", False),
        (datetime(2024, 4, 3), "MERCHANDISE", "Malta", False),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "see docs/loading.md"),
        ('title = "x"\n', "'columns'"),
        ('[columns]\ncolour = "x"\n', "there is no field 'colour'"),
        ('shape = "x"\n[columns]\ndate = "x"\n', "shape"),
        ('service_codes = [22]\n[columns]\ndate = "x"\n', "22 is no text; write it in quotes"),
    ],
)
def test_a_broken_preset_says_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(UsageError, match=told):
        read_preset(str(tmp_path / "own.toml"))


def test_an_unknown_preset_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no preset 'till'; name one of amazon, olist, online-retail-ii, shopify"):
        read_preset("till")
