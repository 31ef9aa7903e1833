regal-braze check
regal-braze check --diff                                               # what differs, as a diff
regal-braze check --format github                                      # annotates a pull request
