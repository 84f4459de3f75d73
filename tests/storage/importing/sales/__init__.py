"""Orders, payments and tickets from files."""
