"""The one door. `door` locks, refuses and writes; `moving`, `deciding` and `telling` are its verbs."""
