//! New identifiers and random words, from the operating system's generator.

use data_encoding::{Encoding, Specification};
use rand::{TryRng, rngs::SysRng};
use uuid::Uuid;

/// A new UUIDv7: ordered by time, gives no right by being known.
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// `N` bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing safe can be done then.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = SysRng.try_fill_bytes(&mut bytes) {
        panic!("the operating system gives no randomness: {error}");
    }
    bytes
}

/// A random token of 256 bits for links, cookies and refresh tokens.
pub fn random_token() -> String {
    data_encoding::BASE64URL_NOPAD.encode(&random_bytes::<32>())
}

/// `N` random bytes as words that are easy to read aloud: digits and capitals without I, L, O and U.
pub fn random_word<const N: usize>() -> String {
    readable().encode(&random_bytes::<N>())
}

/// A one-time code of six digits, each value equally likely.
pub fn random_digits() -> String {
    loop {
        let number = u32::from_be_bytes(random_bytes());
        // The largest multiple of a million below 2^32; what lies above would make small codes likelier.
        if number < 4_294_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}

fn readable() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.encoding().unwrap_or_else(|_| unreachable!("32 distinct symbols"))
}
