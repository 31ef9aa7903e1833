regal-braze explain call.completed
regal-braze explain contacts
regal-braze explain call.completed --format json
