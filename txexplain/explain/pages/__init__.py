"""The pages: one file a page, a report or verdict and the texts to a Document."""
