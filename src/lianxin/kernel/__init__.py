"""What every feature stands on. The only package whose parts may be imported one by one."""
