"""Columns, dates, numbers."""
