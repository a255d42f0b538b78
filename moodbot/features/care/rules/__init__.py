"""Pure: what counts as a risk, which help lines fit, and how the check is measured."""
