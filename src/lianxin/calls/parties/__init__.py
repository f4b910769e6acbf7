"""Several parties on a call: consultation, transfer, three-way talk, listening; on top of the call controller."""
