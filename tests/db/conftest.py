"""An empty, migrated database for the tests that change one."""

from tests.etl.conftest import db as db
from tests.etl.conftest import loading_dsn as loading_dsn
