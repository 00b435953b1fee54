"""`make faults`: kills, freezes, silent relays, killed uploads and a full disk, on real processes.

`SEED` makes the same choices again (the moments depend on the machine), `SIZE` is how much of everything; 1
takes three minutes where two cores have nothing else to do. Each scenario is a line; the run fails if one
line does, if one could not be run (`MAY_MISS=1` lets that pass), or if the control, mails sent as everybody
sends them, comes through kills unharmed: then nothing here could see a loss.
"""
