fault-missing_paper_not_named = This paper is needed and isn't there. Name it in the same list, so that the citizen is told once
fault-raised_late = This was there, unchanged, when the last list went out. Everything must be named at once; only a supervisor can raise it now, with a reason
fault-supervisor_needed = A supervisor must give a reason
