"""The application room. Whatever names a transaction makes a Subject; whatever shows one asks a Session.

Commands, lessons, blocks and callers of the library come here alike: no other part says by which rules something is
judged, or what a view shows.
"""
