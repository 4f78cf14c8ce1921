"""What changed between two versions of an Event, as plain data and in the words of a programme
committee.
"""
