regal-braze generate
regal-braze -C acme generate --quiet                                   # another folder; prints only errors
regal-braze generate --watch                                           # again after each change, until Ctrl-C
