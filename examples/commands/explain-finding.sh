regal-braze explain-finding name-collision
