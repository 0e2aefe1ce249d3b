"""`sales verify`, and rollups that a migration leaves to be filled, as a user meets them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from backend.db.embedded import embedded_postgres
from tests.cli.command import error_line, sales
from tests.etl.rows import row, write


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home with two orders, whose database runs on."""
    with embedded_postgres(tmp_path / "home"):
        export = write(tmp_path / "export.csv", row(), row(InvoiceNo="1002", InvoiceDate="2024-04-20 10:00:00"))
        assert sales(tmp_path / "home", "load", str(export)).returncode == 0
        yield tmp_path / "home"


def ask(home: Path, statement: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(sales(home, "url").stdout.strip())
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_what_agrees_is_told_and_what_differs_is_named_and_mended(home: Path) -> None:
    agrees = sales(home, "verify")
    assert (agrees.returncode, agrees.stderr) == (0, "")
    assert agrees.stdout.endswith(" rows of 21 tables agree with 2 lines (version 1)\n")
    ask(home, "update rollup_countries_month set revenue = 7 where day = '2024-04-01'")
    differs = sales(home, "verify")
    assert differs.returncode == 1
    assert differs.stdout == ("rollup_countries_month [day 2024-04-01, country_id 1] revenue: kept 7, counted 3\n")
    assert error_line(differs.stderr) == (
        "error: 1 value differs from what the lines add up to (version 1); "
        "`sales verify --repair` makes what is kept anew from the orders and lines"
    )
    mended = sales(home, "verify", "--repair")
    assert (mended.returncode, mended.stderr) == (0, "made anew as version 2; verifying again\n")
    assert mended.stdout == differs.stdout + agrees.stdout.replace("version 1", "version 2")
    assert sales(home, "verify").returncode == 0


def test_what_cannot_be_mended_is_said(home: Path) -> None:
    ask(home, "update orders set revenue = revenue + 1 where number = '1002'")
    failed = sales(home, "verify", "--repair")
    assert failed.returncode == 1
    assert "orders [order_id 2] revenue: kept 4, counted 3" in failed.stdout
    assert "orders hold other sums than their lines; undo their load" in error_line(failed.stderr)


def test_an_empty_data_set_agrees(tmp_path: Path) -> None:
    done = sales(tmp_path / "home", "verify", "--repair")
    assert (done.returncode, done.stdout) == (0, "1 rows of 21 tables agree with 0 lines (version 0)\n")


@pytest.mark.parametrize("command", [("migrate",), ("loads",)])
def test_data_older_than_the_rollups_are_added_up_once(home: Path, command: tuple[str, ...]) -> None:
    assert sales(home, "migrate", "0004").returncode == 0
    assert ask(home, "select to_regclass('rollup_total_day')") is None
    done = sales(home, *command)
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == "adding up 2 lines into the rollups"
    assert sales(home, "verify").stdout.endswith("agree with 2 lines (version 2)\n")
    assert "adding up" not in sales(home, *command).stderr


def test_an_older_revision_is_left_alone(home: Path) -> None:
    assert sales(home, "migrate", "0004").stderr == "migrated to 0004\n"
    assert sales(home, "migrate", "+1").stderr == "migrated to +1\n"
    assert sales(home, "migrate").stderr.splitlines()[0] == "adding up 2 lines into the rollups"
