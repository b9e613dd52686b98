"""The commands, one module each: ``add_parser`` describes it, ``run`` does it.

A module here imports heavy libraries only inside ``run``, so that every command starts as fast
as its own work allows.
"""
