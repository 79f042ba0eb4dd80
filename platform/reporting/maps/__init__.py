"""Maps: numbers where they belong, as tiles, as the boundaries an office has given, and always as a table."""
