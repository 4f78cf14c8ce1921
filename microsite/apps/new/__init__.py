"""New records, sites, portfolios and editions."""
