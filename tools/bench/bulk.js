// Its value is run(payloadTexts) -> characters: a body on a list of payloads, JSON text in and JSON text out.
// The text of the body takes the place of the line in capitals.
(function () {
  const transform = function (payload) {
BODY
  };
  return function (payloadTexts) {
    let characters = 0;
    for (const text of JSON.parse(payloadTexts)) characters += JSON.stringify(transform(JSON.parse(text))).length;
    return characters;
  };
})()
