"""A demo outputs folder: pictures painted by code, filed and labeled the way picture generators do it."""
