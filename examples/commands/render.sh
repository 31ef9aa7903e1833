regal-braze render new-contact.phones profile.json
