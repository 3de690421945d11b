"""Pictures that staff upload: checked, made anew, named by their content, and kept as files."""
