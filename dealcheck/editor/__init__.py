"""What an editor asks of dealcheck while somebody writes: what is wrong, what a word means, where it comes from.

Nothing here knows of a protocol but `server` and `protocol`, which speak the Language Server Protocol with the help
of pygls.
"""
