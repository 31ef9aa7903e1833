// With region = "US", this is phoneNumber, and e164 is the phoneNumber of helpers.js.

// Completes national numbers of North America, such as (762) 555-1796 and 1-762-555-1796.
function phoneNumber(value) {
  const digits = typeof value === "string" ? value.replace(/[^\d+]/g, "") : "";
  const isWithheld = e164("+" + digits) === undefined;
  const isNational = /^1?[2-9]\d\d[2-9]/.test(digits) && !isWithheld;
  return e164(isNational ? value.replace(/(1\D*)?(?=[2-9])/, "+1") : value);
}
