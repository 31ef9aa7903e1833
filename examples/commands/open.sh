regal-braze generate
regal-braze open
