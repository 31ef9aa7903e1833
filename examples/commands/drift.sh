regal-braze drift recorded/
regal-braze drift --format json recorded/
regal-braze drift --show queue recorded/                               # also show the values of a property
