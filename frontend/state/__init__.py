"""Server-side state: a session, a filter, and one small class a page. Aggregates and ids only."""
