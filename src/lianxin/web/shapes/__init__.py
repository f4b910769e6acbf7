"""The dataclasses of API answers that only the web has, one module for each subject."""
