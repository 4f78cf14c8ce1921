"""From Event to Site: addresses, lookups, linked prose, and what is true as of a date."""
