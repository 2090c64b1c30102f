"""Dialogs: a value in, a draft out, and nothing written by themselves."""
