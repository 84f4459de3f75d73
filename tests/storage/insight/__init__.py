"""What the record lets one expect."""
