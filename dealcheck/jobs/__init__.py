"""The jobs: one module for each question that can be asked, and what they share.

`verify` asks about a deal, `explore` and `conflicts` about a draft, `repair` about the neighbours of a deal, and
`reconcile`, `compare` and `lint` about all deals there are.
"""
