regal-braze explain call.completed
regal-braze explain contacts
regal-braze explain new-contact
regal-braze explain call.completed --format json
