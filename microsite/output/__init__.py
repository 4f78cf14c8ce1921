"""Writing of a site into `output/`, as a whole or not at all."""
