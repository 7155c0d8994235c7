"""Answers made visible: each module turns a table into a picture that screens and reports share."""
