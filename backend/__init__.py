"""The server side: settings, database, analytics, accounts, forecasts, and the two composition roots `app` and `cli`."""
