"""Gateways: text messages over HTTP, mail over SMTP."""
