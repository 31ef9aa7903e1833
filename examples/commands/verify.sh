regal-braze verify
regal-braze verify --payloads recorded/
regal-braze verify --format json
