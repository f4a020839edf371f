"""What each chapter shows and says: its frames and its sentences, true in every edition.

A module is named after its page. It takes what was found and gives tidy frames for figures and
tables, and sentences whose words follow from the results. Nothing is computed here that a reviewer
would call an estimate.
"""
