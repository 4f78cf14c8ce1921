"""The Site: an Event as of a date, with addresses, lookups and linked prose."""
