"""Real servers for the tests, each started privately: own folder, free ports, no systemd."""
