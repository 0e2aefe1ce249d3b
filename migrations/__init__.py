"""The one chain of migrations, from an empty database to today's tables."""
