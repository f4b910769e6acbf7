"""The call controller: takes calls from the trunk to a seat and back, one row of `calls` each."""
