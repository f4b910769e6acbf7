"""The SIP edge: Kamailio, its configuration and its process. It knows addresses and dialogs, no audio."""
