"""Documents, their parse, and the index that is searched.

The lowest of the four packages: it knows documents, questions and offsets, and nothing of
queries, replies, metrics or windows.
"""
