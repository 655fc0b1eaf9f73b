"""The bank of questions for quizzes: one TOML file a lesson, what fills them in, and for which examples."""
