"""The claims page: what readers are told on what grounds, by topic, read off live editions."""
