regal-braze verify
regal-braze verify --payloads recorded/
regal-braze verify --payloads payload.json
regal-braze verify --format json
