"""The HTTP application: API for the workbench and other systems, the live stream, the citizen's pages."""
