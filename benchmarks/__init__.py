"""Benchmarks (`make bench`): measure moodbot's speed and memory on a stand-in for Discord, next to a bare bot."""
