"""Attacks on a real site of this project, on this machine only: `python -m tests.attacks`.

Each attack is bounded in requests and time. It prints what it tried and what gave way; the command
fails when anything did.
"""
