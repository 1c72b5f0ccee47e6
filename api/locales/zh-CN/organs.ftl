problem-no_calendar = { $year } 年的工作日历还没有录入
    .detail = 日期暂时算不出来。请管理员录入国务院办公厅的放假通知后再试。
fault-not_a_position = 应为“纬度,经度”,例如 29.24,91.77
fault-incomplete_year = { $year } 年的数据不完整:缺少 10 月 1 日
