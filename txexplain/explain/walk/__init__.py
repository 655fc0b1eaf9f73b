"""The walkthrough: an outline of places, told one after another by `explain` or one at a time by `step`."""
