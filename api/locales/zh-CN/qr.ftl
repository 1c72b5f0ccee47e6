problem-qr_unknown = 这个二维码无法识别
    .detail = 系统里没有这个码。请核对地址，或到服务中心扫墙上的码。如怀疑有人冒充，请拨打12309。
problem-qr_revoked = 这个二维码已停用
    .detail = 它已被撤下或已到期。请联系中心（电话 { $phone }），或拨打12309。
fault-not_in_the_future = 请填将来的时间
qr-to-centers = 查找服务中心
qr-revoked-page = 它已被撤下或已到期，但服务中心仍为您服务。请打开中心的页面，或拨打电话：
