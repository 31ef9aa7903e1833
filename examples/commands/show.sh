regal-braze show call.completed                                        # an event's transformation
regal-braze show contacts                                              # a bundle
regal-braze show new-contact.phones                                    # a webhook to Regal
