regal-braze init acme --dry-run                                        # shows the files, and writes nothing
regal-braze init acme                                                  # in a terminal, it asks
regal-braze init calls --events 'call.*' --bundle calls='call.*'       # with options, it does not
regal-braze init other --sms-group 8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02 --identity external_id,email
