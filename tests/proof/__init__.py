"""Generated JavaScript against what must come of it: the interpreter, Braze's rules, the contract's laws."""
