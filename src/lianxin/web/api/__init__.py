"""API routes, one module for each feature."""
