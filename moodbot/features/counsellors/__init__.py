"""Counsellors: a member requests a human counsellor; staff of the server claim the request and talk."""
