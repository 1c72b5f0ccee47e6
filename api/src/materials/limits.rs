//! How much may be uploaded: one table (security.md UP-1, UP-3, UP-4). How many files a line takes is the catalog's word.

use std::time::Duration;

const MB: u64 = 1024 * 1024;

/// Bytes of a file.
pub const FILE: u64 = 20 * MB;
/// Bytes of all files of an application.
pub const APPLICATION: u64 = 200 * MB;
/// Bytes that one citizen sends in a day, also of what was removed again.
pub const CITIZEN_A_DAY: u64 = 500 * MB;
/// Bytes in megabytes, as people are told.
pub const fn megabytes(bytes: u64) -> u64 {
    bytes / MB
}

/// Pixels of a picture.
pub const PIXELS: u64 = 50_000_000;
/// Pixels of a side of a picture.
pub const SIDE: u32 = 20_000;
/// Pixels of the longer side of a preview.
pub const PREVIEW_SIDE: u32 = 1_600;
/// Bytes of memory for opening one picture.
pub const PICTURE_MEMORY: u64 = 256 * MB;
/// Pages of a PDF.
pub const PAGES: usize = 1_000;
/// Bytes that one compressed part of a PDF may hold.
pub const PDF_PART: usize = 128 * 1024 * 1024;

/// Files that are looked into at once, on the whole node.
pub const AT_ONCE: usize = 2;
/// How long looking into one may take.
pub const INSPECTION: Duration = Duration::from_secs(5);
/// How long one upload may take, from its first byte to its last.
pub const UPLOAD: Duration = Duration::from_mins(30);
/// How long a file waits for the change that it belongs to before it is removed; longer than an upload can take.
pub const LEASE: chrono::TimeDelta = chrono::TimeDelta::hours(1);
