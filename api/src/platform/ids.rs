//! New identifiers and random words, from the operating system's generator.

use data_encoding::{Encoding, Specification};
use rand::{TryRng, rngs::SysRng};
use uuid::Uuid;

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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

/// Such a word as somebody typed it: capitals or not, spaces and dashes anywhere, O for 0, I or L for 1. Nothing when a sign
/// can't be one of it, or when it hasn't `length` signs.
pub fn typed_word(typed: &str, length: usize) -> Option<String> {
    let signs = typed.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '－' | '–' | '—'));
    let meant = signs.map(|sign| match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let word: String = meant.take(length.saturating_add(1)).collect();
    (word.len() == length && word.chars().all(|sign| SYMBOLS.contains(sign))).then_some(word)
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
    specification.symbols.push_str(SYMBOLS);
    specification.encoding().unwrap_or_else(|_| unreachable!("32 distinct symbols"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_something_is_long_and_random() {
        let tokens: std::collections::HashSet<String> = (0..500).map(|_| random_token()).collect();
        assert!(tokens.len() == 500 && tokens.iter().all(|token| token.len() == 43), "256 bits in base64");
        let codes: std::collections::HashSet<String> = (0..200).map(|_| random_digits()).collect();
        assert!(codes.len() > 180 && codes.iter().all(|code| code.len() == 6), "{}", codes.len());
    }

    #[test]
    fn a_word_is_read_as_it_was_meant() {
        let word = random_word::<5>();
        assert_eq!(typed_word(&word.to_lowercase(), 8), Some(word.clone()));
        assert_eq!(typed_word(&format!(" {}-{} ", &word[..4], &word[4..]), 8), Some(word));
        assert_eq!(typed_word("oil0 0001", 8), Some("01100001".to_owned()));
        for typed in ["", "0000000", "000000000", "UUUUUUUU", "0000000票", "0000\u{0}000"] {
            assert_eq!(typed_word(typed, 8), None, "{typed}");
        }
    }
}
