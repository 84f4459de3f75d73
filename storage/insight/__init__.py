"""What the record lets one expect: who buys again and when. Pure models, and what feeds them."""
