# Waiting for a native reader's review
problem-not_ready = གྲ་སྒྲིག་མ་ཟིན།
    .detail = གཤམ་གྱི་ཆ་ཤས་ཀྱིས་ལན་མི་སྤྲོད། { $parts }། ཟིན་ཐོར་གཟིགས་ནས་སྐྱོན་སེལ་རོགས།
fault-not_answering = ལན་མི་སྤྲོད།
