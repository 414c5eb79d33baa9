"""Commands that go on until their client exits: for editors, assistants and browsers."""
