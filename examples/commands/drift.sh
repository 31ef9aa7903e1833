regal-braze drift recorded/
regal-braze drift --format json recorded/
