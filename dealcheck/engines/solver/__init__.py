"""The engine on clingo: is there a resolution, which is the best, which few demands rule all out, what always holds?"""
