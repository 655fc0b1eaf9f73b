"""The terminal as a place to move in: the stepper, the chooser and the classroom, on Textual."""

import os

for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
    del os.environ[_name]  # Textual would read them as it is loaded: log files, key presses, other drivers
