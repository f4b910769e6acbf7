"""The SIP user agent (RFC 3261) over TCP to our own edge. It knows dialogs and messages, no queues and no audio."""
