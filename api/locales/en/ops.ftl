problem-not_ready = Not ready
    .detail = These parts don't answer: { $parts }. Look at the log, and mend them.
fault-not_answering = Doesn't answer
