"""Files that are not pages: calendars, feeds, programme data, and files for hosts."""
