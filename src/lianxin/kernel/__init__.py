"""The foundation of every feature. The only package whose modules may be imported one by one."""
