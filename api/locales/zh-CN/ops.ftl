problem-not_ready = 尚未就绪
    .detail = 以下部分没有响应：{ $parts }。请查看日志并排除故障。
fault-not_answering = 没有响应
