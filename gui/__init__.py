"""Everything you see. Imports neither SQLite nor spaCy; whatever it does to data goes through `annotation`."""
