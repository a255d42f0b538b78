"""Storage: databases, migrations and encryption; the only package that imports a database driver."""
