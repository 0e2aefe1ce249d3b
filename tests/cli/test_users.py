from pathlib import Path

from tests.cli.command import error_line, sales

SECRET = "a-long-enough-password"


def test_add_list_and_change(tmp_path: Path) -> None:
    added = sales(tmp_path, "user", "add", "Ann@Example.com", "--name", "Ann", "--role", "ANALYST", given=f"{SECRET}\n")
    assert added.stdout == "added ann@example.com (ANALYST)\n"
    listed = sales(tmp_path, "user", "list").stdout
    assert "ann@example.com" in listed
    assert "ANALYST" in listed
    changed = sales(tmp_path, "user", "password", "ann@example.com", given=f"{SECRET}-2\n")
    assert changed.returncode == 0


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    def refused(*arguments: str, given: str = SECRET) -> str:
        return error_line(sales(tmp_path, "user", *arguments, given=f"{given}\n").stderr)

    assert "password needs at least" in refused("add", "a@example.com", given="short")
    assert "is not an e-mail address" in refused("add", "nobody")
    assert "there is no user" in refused("password", "b@example.com")
