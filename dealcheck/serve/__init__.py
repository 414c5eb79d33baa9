"""The workbench in the browser: a door to the questions, for people who write no YAML."""
