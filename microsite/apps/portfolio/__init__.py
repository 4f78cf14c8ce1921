"""A portfolio of events: one build of many sites, and the front site that leads to
them.
"""
