"""The built-in sample: two years of a fictional wholesaler's transaction export, and the truths planted in it."""

from etl.sample.export import sample_rows
from etl.sample.truths import TRUTHS, CustomerGroup, Truths

__all__ = ["TRUTHS", "CustomerGroup", "Truths", "sample_rows"]
