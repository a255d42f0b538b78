"""Draw charts of a journal as PNG. Pillow is imported only for the first one."""
