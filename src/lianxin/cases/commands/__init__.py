"""What can be done. Importing this package fills the table of commands."""
