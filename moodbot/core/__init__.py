"""The conversation engine and the types that every feature uses; names no feature."""
