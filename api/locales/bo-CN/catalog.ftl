# Waiting for a native reader's review
problem-action_not_allowed = ད་ལྟ་བཀོལ་སྤྱོད་འདི་བྱེད་མི་ཐུབ།
    .detail = དོན་འདི་རིམ་པ་གཞན་ལ་སླེབས་འདུག ཤོག་ངོས་བསྐྱར་དུ་ཕྱེ་ནས་ད་ལྟ་གང་བྱེད་ཐུབ་པ་གཟིགས་རོགས།
fault-must_be_accepted = ཀློག་རྗེས་འཐད་པའི་རྟགས་རྒྱག་རོགས།
fault-too_short = མ་མཐའ་ཡང་ཡི་གེ་ { $min } དགོས།
fault-too_few = མ་མཐའ་ཡང་དོན་ཚན་ { $min } དགོས།
fault-too_many = དོན་ཚན་ { $max } ལས་མང་མི་ཆོག
fault-given_twice = བསྐྱར་ཟློས་བྱུང་འདུག རེ་རེ་ཐེངས་གཅིག་ལས་འདེམས་མི་ཆོག
fault-too_small = { $min } ལས་ཉུང་མི་ཆོག
fault-too_large = { $max } ལས་མང་མི་ཆོག
fault-amount_out_of_range = དངུལ་གྲངས་སྒོར་ { $min } ནས་སྒོར་ { $max } བར་ཡིན་དགོས།
fault-amount_too_small = དངུལ་གྲངས་སྒོར་ { $min } ལས་ཉུང་མི་ཆོག
fault-amount_too_large = དངུལ་གྲངས་སྒོར་ { $max } ལས་མང་མི་ཆོག
fault-bad_date = ཚེས་གྲངས་མ་འགྲིག 2026-03-01 ལྟར་འབྲི་རོགས།
fault-bad_resident_id = ཐོབ་ཐང་ལག་ཁྱེར་གྱི་ཨང་གྲངས་མ་འགྲིག ལག་ཁྱེར་ལ་བསྡུར་ནས་ཨང་གྲངས་ 18 ཞིབ་བཤེར་གནང་རོགས།
fault-bad_mobile = ལག་ཐོགས་ཁ་པར་གྱི་ཨང་གྲངས་མ་འགྲིག ཨང་གྲངས་ 11 འབྲི་རོགས།
fault-bad_bank_card = དངུལ་ཁང་བྱང་བུའི་ཨང་གྲངས་མ་འགྲིག བྱང་བུར་བསྡུར་ནས་ཞིབ་བཤེར་གནང་རོགས།
