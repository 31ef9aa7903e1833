regal-braze compare old.js                                             # the code that is in Braze
regal-braze compare old.js call.completed                              # for code that does not name its event
regal-braze compare - contacts < old.js                                # with a bundle
