"""Everything that is true without a screen: the record, the file, the formats and the reader. Imports no Qt."""
