regal-braze run call.completed payload.json
regal-braze run contacts payload.json                                  # a bundle
cat payload.json | regal-braze run call.completed
