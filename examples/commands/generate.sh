regal-braze generate
regal-braze -C acme generate --quiet                                   # another folder; no word but warnings and errors
regal-braze generate --watch                                           # again after each change, until Ctrl-C
