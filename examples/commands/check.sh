regal-braze check
regal-braze check --diff                                               # what differs, as a diff
regal-braze check --format github                                      # annotates a pull request
regal-braze check --strict                                             # fails if a subscription group is missing
