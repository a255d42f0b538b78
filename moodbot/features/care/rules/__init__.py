"""Pure rules of care: the risk check, the choice of help lines, and figures on how well the check works."""
