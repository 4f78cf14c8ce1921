"""From pages to artifacts: templates, styles, pictures, and names that carry a
digest.
"""
