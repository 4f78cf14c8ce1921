"""Links to other sites: where they stand in the sources, and whether they still lead anywhere."""
