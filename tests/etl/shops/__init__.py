"""Exports of differently shaped shops."""
