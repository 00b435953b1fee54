"""Hostile bytes are opened only here: in a child process with little memory, little time and no network.

Nothing in this package imports Django or knows a setting; it runs in its own interpreter without our secrets.
"""
