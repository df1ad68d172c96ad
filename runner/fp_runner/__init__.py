"""Runs small Python web apps: one preloaded parent, a supervisor per app, a forked child per revision.

What these processes and the server say to each other is written in `docs/runner-protocol.md`.
"""

__version__ = "0.1.0"
