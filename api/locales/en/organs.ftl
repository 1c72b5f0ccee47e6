problem-no_calendar = The working-day calendar of { $year } is missing
    .detail = The date can't be counted yet. Please ask an administrator to enter the State Council's holiday notice, then try again.
fault-not_a_position = Must be "latitude,longitude", like 29.24,91.77
fault-incomplete_year = The days of { $year } are not a whole notice: 1 October is missing
