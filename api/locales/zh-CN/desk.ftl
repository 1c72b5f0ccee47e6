fault-missing_paper_not_named = 这项必需的材料还没有提交,请在补正清单中一次性列明
fault-raised_late = 这一项上次补正时就已存在且没有变化,应当一次性告知;确需再次提出的,请主管说明理由
fault-supervisor_needed = 需要主管人员填写理由
