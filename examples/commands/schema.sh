regal-braze schema > regal-braze.schema.json
regal-braze schema event > event.schema.json
