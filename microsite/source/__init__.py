"""From files to trees of nodes with their places in the files."""
