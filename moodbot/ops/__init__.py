"""Operator tools: logging, and files for measuring the risk check."""
