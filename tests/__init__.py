"""The tests, laid out like the package; helpers that several share are imported from here."""
