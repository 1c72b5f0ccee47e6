fault-missing_paper_not_named = This paper is needed and isn't there. Name it in the same list, so that the citizen is told once
fault-raised_late = This was there, unchanged, when the last list went out. Everything must be named at once; only a supervisor can raise it now, with a reason
fault-supervisor_needed = A supervisor must give a reason
desk-service = Service
desk-applicant = Applicant
desk-state = State
desk-hands = In whose hands
desk-center = Center
desk-time = Deadline
desk-any = All
desk-mine = Mine
desk-nobody = Nobody yet
desk-overdue = Overdue
desk-in-time = In time
desk-today = Due today
desk-open = Open
desk-filter = Filter
desk-search = Receipt number, or the applicant's phone number
desk-find = Find
desk-none-such = No application is like that
desk-show-all = Show all
desk-empty = Nothing to work on now
desk-empty-help = Applications that citizens send appear here, the nearest deadline first.
desk-found = Found
desk-not-found = Nothing was found
desk-not-found-help = Check the receipt number (it begins with HC), or the whole phone number of 11 digits. Only what you may open can be found here.
desk-home = Your desk
desk-no-matters = Your role doesn't work on applications
desk-no-matters-why = The pages that you may use are above and at the side. What is handed to you will appear here.
desk-done = Done: { $action }
desk-organ-in-charge = Office in charge
desk-submitted = Sent
desk-actions = What you may do
desk-asked = The applicant was asked to mend
desk-form = The form
desk-answers = See the answers
desk-paper-missing = Missing
desk-paper-needed = Needed
desk-paper-extra = Not needed
desk-paper-none = No file was sent
desk-paper-uploaded = Not judged
desk-paper-accepted = Accepted
desk-paper-rejected = Rejected
desk-paper-picture = Picture of: { $line }
desk-paper-reason = Why it was rejected:
desk-paper-why = Reason (needed to reject; the applicant reads it)
desk-paper-accept = Accept
desk-paper-reject = Reject
desk-paper-missing-words = This paper is missing. Please take a picture of it and send it.
desk-days-working_day = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
desk-days-day = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
desk-days-month = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
desk-left = { $period } left
desk-late = { $period } late
desk-still = Clock stopped
desk-still-since = Since { $date } we wait for the applicant; that time isn't counted.
desk-unknown-date = Unknown until the calendar of { $year } is entered.
desk-limit = The limit: { $period }
desk-no-deadline = No time limit is running.
desk-take = Take it
desk-give = Give it to somebody
desk-give-to = Give it to
desk-notes = Notes
desk-notes-help = Only staff can see them.
desk-note = Write a note
desk-note-write = Keep the note
desk-judge-first = Some papers haven't been judged. Accept or reject each of them first
desk-becomes = The state becomes:
desk-tells = The applicant is told.
desk-organ = Pass it on to
desk-organ-help = Give the office, the department, or both.
desk-list-help = Write down everything that has to be mended, once. What was rejected and what is missing is written down already; you may change the words. Leave the rest empty.
desk-list-language = The applicant's language: { $language }. Write so that they understand it.
desk-list-say = What the applicant should do: { $about }
desk-list-send = Send the whole list
desk-override = Raised again
desk-override-reason = A supervisor's reason
desk-override-help = What was there, unchanged, when the last list went out shouldn't be raised now. If it must be, say why.
desk-role-reception = Reception
desk-role-reviewer = Case handler
desk-role-approver = Approver
desk-role-finance = Finance
desk-role-partner = Partner
desk-role-custodian = Custodian
desk-role-auditor = Auditor
desk-role-admin = Administrator
