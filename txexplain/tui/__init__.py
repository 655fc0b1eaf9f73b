"""The terminal as a place to move in: the stepper, the chooser and the classroom, on Textual."""
