"""The ways out: an HTTP gateway for text messages, SMTP for mail."""
