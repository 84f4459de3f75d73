"""What is fast and what is not: each file compares with a peer in the same run."""
