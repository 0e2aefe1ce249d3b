"""What a sales team asks: one module a question, each a function of the database and one `Filters` value."""
