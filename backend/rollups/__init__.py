"""Figures kept beside the facts, refreshed in the load's own transaction."""
