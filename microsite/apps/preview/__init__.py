"""Preview of a site while its sources are edited."""
