"""From Site to pages: views, the functions that fill them, and the registry of page
kinds.
"""
