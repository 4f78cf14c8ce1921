"""Editing in the browser: forms beside the preview, for `edit`."""
