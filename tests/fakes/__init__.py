"""Stand-ins for the world outside. They speak the real protocol on a real socket."""
