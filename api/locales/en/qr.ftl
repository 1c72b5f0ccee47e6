problem-qr_unknown = This code is not known
    .detail = There is no such code. Please check the address, or scan the code on the wall of a center. If you think somebody put up a false one, call 12309.
problem-qr_revoked = This code is no longer in use
    .detail = It was taken down or has ended. Please call the center at { $phone }, or call 12309.
fault-not_in_the_future = Please give a time in the future
qr-to-centers = Find a center
qr-revoked-page = It was taken down or has ended, but the center is still there for you. Open the center's page, or call:
