"""Journal: store moods and notes with consent, draw them as pictures, import and export them."""
