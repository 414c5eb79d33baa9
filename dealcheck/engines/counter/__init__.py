"""The engine on Ganak, a model counter: how many resolutions, where diagrams outgrow their memory."""
