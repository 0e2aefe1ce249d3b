"""Who may ask: users, passwords, access tokens and the sessions that renew them."""
