//! Receipt numbers (回执号) like `HC-7K3QF-M2X9V`: 45 random bits in Crockford's base 32 and his check value modulo 37.
//!
//! 37 is prime and 32 generates all its residues, so one wrong character and any two swapped ones are caught. Crockford
//! writes the check values 32 to 36 as signs that nobody can dictate over a phone; a number that would end in one of them is
//! never given out.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::platform::ids;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "HC";
const PAYLOAD: usize = 9;
const MODULUS: u64 = 37;

/// A receipt number in its one written form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptNo(String);

/// What was typed isn't a receipt number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a receipt number")]
pub struct NotAReceipt;

impl ReceiptNo {
    /// A new number from the operating system's generator.
    pub fn random() -> Self {
        loop {
            let payload = u64::from_be_bytes(ids::random_bytes()) >> (64 - 5 * PAYLOAD);
            if let Some(number) = Self::of(payload) {
                return number;
            }
        }
    }

    /// Reads what somebody typed: capitals or not, spaces and dashes anywhere, O for 0, I or L for 1, with or without HC.
    pub fn typed(text: &str) -> Result<Self, NotAReceipt> {
        let typed: String =
            text.chars().filter(|typed| !is_separator(*typed)).map(|c| c.to_ascii_uppercase()).collect();
        let word = typed.strip_prefix(PREFIX).filter(|rest| rest.len() > PAYLOAD).unwrap_or(&typed);
        let values: Vec<u64> = word.bytes().map(value_of).collect::<Option<_>>().ok_or(NotAReceipt)?;
        let (check, payload) =
            values.split_last().filter(|(_, rest)| rest.len() == PAYLOAD).ok_or(NotAReceipt)?;
        let payload = payload.iter().fold(0, |sum, value| sum * 32 + value);
        if payload % MODULUS == *check { Self::of(payload).ok_or(NotAReceipt) } else { Err(NotAReceipt) }
    }

    /// As it is shown and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(payload: u64) -> Option<Self> {
        let check = symbol(payload % MODULUS)?;
        let digits = (0..PAYLOAD).rev().map(|place| symbol(payload >> (5 * place) & 31));
        let word: String = digits.chain([Some(check)]).collect::<Option<_>>()?;
        let (left, right) = word.split_at_checked(5)?;
        Some(Self(format!("{PREFIX}-{left}-{right}")))
    }
}

fn symbol(value: u64) -> Option<char> {
    ALPHABET.get(usize::try_from(value).ok()?).copied().map(char::from)
}

fn value_of(typed: u8) -> Option<u64> {
    let meant = match typed {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|known| *known == meant).and_then(|place| u64::try_from(place).ok())
}

fn is_separator(typed: char) -> bool {
    typed.is_whitespace() || matches!(typed, '-' | '‐' | '‑' | '–' | '—' | '－' | '.' | '·')
}

impl fmt::Display for ReceiptNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ReceiptNo {
    type Err = NotAReceipt;

    fn from_str(text: &str) -> Result<Self, NotAReceipt> {
        Self::typed(text)
    }
}

impl TryFrom<String> for ReceiptNo {
    type Error = NotAReceipt;

    fn try_from(text: String) -> Result<Self, NotAReceipt> {
        Self::typed(&text)
    }
}

impl From<ReceiptNo> for String {
    fn from(number: ReceiptNo) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(number: &ReceiptNo) -> Vec<u8> {
        number.as_str().bytes().filter(|symbol| *symbol != b'-').skip(PREFIX.len()).collect()
    }

    fn read(word: &[u8]) -> Result<ReceiptNo, NotAReceipt> {
        ReceiptNo::typed(str::from_utf8(word).unwrap())
    }

    fn any_number() -> impl Strategy<Value = ReceiptNo> {
        (0_u64..1 << (5 * PAYLOAD)).prop_filter_map("its check value has no symbol", ReceiptNo::of)
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_caught(number in any_number(), place in 0..=PAYLOAD, other in 0..32_usize) {
            let mut typed = word(&number);
            prop_assume!(typed[place] != ALPHABET[other]);
            typed[place] = ALPHABET[other];
            prop_assert_eq!(read(&typed), Err(NotAReceipt));
        }

        #[test]
        fn any_two_swapped_characters_are_caught(number in any_number(), a in 0..=PAYLOAD, b in 0..=PAYLOAD) {
            let mut typed = word(&number);
            prop_assume!(typed[a] != typed[b]);
            typed.swap(a, b);
            prop_assert_eq!(read(&typed), Err(NotAReceipt));
        }

        #[test]
        fn what_is_shown_is_read_back(number in any_number()) {
            prop_assert_eq!(ReceiptNo::typed(number.as_str()), Ok(number.clone()));
            let typed = number.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(ReceiptNo::typed(&typed), Ok(number.clone()));
            prop_assert_eq!(read(&word(&number)), Ok(number));
        }
    }

    #[test]
    fn a_new_number_is_readable_and_new() {
        let number = ReceiptNo::random();
        assert_eq!(ReceiptNo::typed(number.as_str()), Ok(number.clone()));
        assert_eq!(number.as_str().len(), "HC-00000-00000".len());
        assert_ne!(number, ReceiptNo::random());
    }

    #[test]
    fn nonsense_is_refused() {
        for typed in ["", "HC", "HC-", "HC-00000-0000", "HC-00000-000000", "HC-UUUUU-00000", "回执"] {
            assert_eq!(ReceiptNo::typed(typed), Err(NotAReceipt), "{typed}");
        }
    }
}
