"""The `aldia` command: one file a family, each command a few lines over one verb."""
