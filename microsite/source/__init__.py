"""From files to trees of nodes that know where they stand."""
