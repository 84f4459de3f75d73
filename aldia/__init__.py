"""The program: settings, the `aldia` command, and the only place that assembles all the rooms."""
