regal-braze run call.completed payload.json
regal-braze run contacts payload.json                                  # a bundle
regal-braze run call.completed recorded/                               # a request for each payload in the folder
cat payload.json | regal-braze run call.completed
