"""From the files of other programs to ours. What comes in is not trusted, and nothing is written
before it is shown.
"""
