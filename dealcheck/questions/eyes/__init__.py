"""For one side's eyes: what of each answer a party, or a mediator, may see."""
