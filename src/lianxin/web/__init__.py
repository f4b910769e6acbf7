"""The HTTP application: the API for the workbench and other systems, the live stream, and the citizen's pages."""
