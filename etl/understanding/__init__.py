"""From a table to the contract under which it is read: its header, all its values, and what the user says."""

from etl.understanding.decision import understand

__all__ = ["understand"]
