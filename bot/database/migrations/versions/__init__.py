"""One module for each migration, named for what it adds; `down_revision` gives the order.

From `compatibility` on, a migration only adds: .github/CONTRIBUTING.md has the rules.
"""
