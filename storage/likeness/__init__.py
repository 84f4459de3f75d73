"""Who is in the list twice: comparing contacts, scoring pairs, and finding them among a million.

Pure but for `pile.py`, which keeps what does not fit into memory in scratch files. `person.py`
takes a contact apart, `naming.py` and `fields.py` compare, `odds.py` holds the figures,
`scoring.py` judges, `learning.py` corrects the figures by the list itself, `blocking.py` says who
is worth comparing with whom, `clusters.py` puts pairs together. The verbs are in
`storage/duplicates.py`. How it decides is told in docs/duplicates.md.
"""
