regal-braze check
regal-braze check --diff                                               # what differs, as a diff
regal-braze check --format github                                      # annotates a pull request
regal-braze check --strict                                             # ends with exit code 1 if a group is missing or wrong
