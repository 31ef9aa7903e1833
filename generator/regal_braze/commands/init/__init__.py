"""Make a workspace: `regal-braze init DIR`. Flags or a few questions give the answers; the files follow from them."""
