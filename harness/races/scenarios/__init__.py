"""The races, one file each. A file's first line says what happens in it and what must come of it."""
