regal-braze open
