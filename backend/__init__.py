"""The server side: settings, database, analytics, accounts, forecasts; `app` and `cli` put it together."""
