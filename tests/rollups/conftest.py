"""The empty database that loading is tested with."""

from tests.etl.conftest import db as db
from tests.etl.conftest import loading_dsn as loading_dsn
