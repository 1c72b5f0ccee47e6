choose-center = Choose a center
center-welcome = Apply, photograph your papers, follow your matter and book a visit from your phone, without running errands.
already-applied = Applied already?
track-by-receipt = Track by receipt number
my-applications = My applications
my-appointments = My appointments
opening-hours = Opening hours
today = Today
closed-today = Closed today
whole-week = The whole week
call-us = Call
begin-application = Start an application
book-visit = Book a visit
who-may-apply = Who may apply
what-papers = Which papers it takes
paper-needed = needed
paper-sometimes = sometimes needed
paper-optional = optional
how-it-goes = How it goes
at-most-working_day = { $amount ->
    [one] at most 1 working day
   *[other] at most { $amount } working days
}
at-most-day = { $amount ->
    [one] at most 1 day
   *[other] at most { $amount } days
}
at-most-month = { $amount ->
    [one] at most 1 month
   *[other] at most { $amount } months
}
