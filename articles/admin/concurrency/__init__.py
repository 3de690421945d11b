"""Two people at one form: what each was shown, and what a colleague saved in the meantime."""
