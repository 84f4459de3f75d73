"""A whole world on this computer to try Aldía in: mail servers, a Bot API, invented customers."""
