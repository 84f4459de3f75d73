"""The customer database: what is kept, what may happen to it, and the verbs that do it.

Nothing here talks to a network or to a person: rules and verbs return codes with parameters.
"""
