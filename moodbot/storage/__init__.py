"""What is kept between two turns and over a restart; the only room that knows a database."""
