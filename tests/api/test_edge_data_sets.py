"""Data sets at the edge of what there can be: every field answers each of them without error."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import parse

import schema
from backend.forecast import ForecastWorkers
from schema.errors import SalesSchema
from schema.query import Query
from schema.scalars import SCALARS
from strawberry.schema.config import StrawberryConfig
from tests.api.every_field import document
from tests.tiny import TinyShop, sale, tiny, tiny_dsn
