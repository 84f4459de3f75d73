"""Reading messages: what people and programs send, and what nobody should."""
