regal-braze new survey.answered --from survey.json
regal-braze new survey.answered --from survey.json more.ndjson --update
regal-braze new survey.answered --from survey.json --keep score            # the sample keeps the scores
