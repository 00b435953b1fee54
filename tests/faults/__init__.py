"""`make faults`: kills, freezes, silent relays, killed uploads and a full disk, on real processes.

`SEED` makes the same choices again (the moments depend on the machine), `SIZE` is how much of everything; 1
takes some minutes. Each scenario is a line; the run fails if one line does, or if the control, mails sent as
everybody sends them, comes through the same kills unharmed: then nothing here could see a loss.
"""
