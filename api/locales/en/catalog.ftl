problem-action_not_allowed = Not possible now
    .detail = The matter has moved on. Please reload the page to see what can be done now.
fault-must_be_accepted = Please read this and agree
fault-too_short = { $min ->
    [one] At least one character
   *[other] At least { $min } characters
}
fault-too_few = { $min ->
    [one] Please give at least one
   *[other] Please give at least { $min }
}
fault-too_many = { $max ->
    [one] One at most
   *[other] { $max } at most
}
fault-given_twice = Something is here twice; please give each only once
fault-too_small = { $min } or more
fault-too_large = { $max } or less
fault-amount_out_of_range = Between { $min } and { $max } yuan
fault-amount_too_small = { $min } yuan or more
fault-amount_too_large = { $max } yuan or less
fault-bad_date = Not a date; please write it like 2026-03-01
fault-bad_resident_id = This ID number is not right; please check all 18 characters against the card
fault-bad_mobile = Not a mobile number; please give all 11 digits
fault-bad_credit_code = Not a unified social credit code; please check all 18 characters against the licence
fault-bad_bank_card = This card number is not right; please check it against the card
