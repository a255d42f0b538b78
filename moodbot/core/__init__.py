"""What every turn is made of, and the engine that takes it; knows no feature."""
