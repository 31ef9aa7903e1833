regal-braze list
regal-braze list --format json
