"""From Site to files that are not pages: calendars, feeds, programme data, and what hosts and
search engines read.
"""
