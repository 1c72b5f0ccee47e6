site-name = Hechang
site-line = Community 12309 procuratorial service
skip-to-content = Skip to content
languages = Languages
sign-out = Sign out
side-navigation = Work
nav-work = Work list
nav-codes = QR codes
nav-calendars = Calendars
hotline = 12309 procuratorial service hotline
hotline-help = Need help? Call:
date-long = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $day }, { $year }
date-time = { $date }, { $time }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
problem-page-home = Back to the first page
problem-page-reference = If you contact us, please give this number: { $id }
problem-page-wait = { $minutes ->
    [one] Please try again in a minute.
   *[other] Please try again in { $minutes } minutes.
}
summary-title = Please correct these answers first
fault-of = { $question } – { $fault }
fault-mark = Wrong:
optional = (optional)
choose-one = Please choose
answer-yes = Yes
answer-no = No
add-one = Add another
remove-one = Remove this one
continue = Save and continue
back = Back
next-page = Next page
problem-misdirected = This is not the site you asked for
    .detail = Please check the address, or scan the code on the wall again.
problem-csrf_failed = This page has run out
    .detail = For your safety, please go back, reload the page, and send it again.
fault-not_a_number = Please write a number
fault-not_money = Please write an amount, like 1200 or 1200.50
fault-not_a_date = Please write a date, like 2026-01-31
fault-repeated = Only one answer is possible
fault-not_on_the_form = This is not on the form; please reload the page
