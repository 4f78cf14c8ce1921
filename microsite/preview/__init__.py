"""The preview: serve the site, watch its sources, show each change and each mistake in the browser."""
