regal-braze new survey.answered --from survey.json
regal-braze new survey.answered --from survey.json more.ndjson --update
