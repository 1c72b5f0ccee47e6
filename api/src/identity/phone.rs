//! A mobile phone number (手机号) of mainland China.

use std::fmt;

/// Eleven digits that begin with 13 to 19. Prints masked; ask [`Phone::number`] for the digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people type it: spaces, dashes and +86 don't matter.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        let digits = digits.strip_prefix("+86").unwrap_or(&digits);
        let mobile = digits.len() == 11
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.starts_with('1')
            && digits.as_bytes().get(1).is_some_and(|second| (b'3'..=b'9').contains(second));
        mobile.then(|| Self(digits.to_owned()))
    }

    /// The eleven digits.
    pub fn number(&self) -> &str {
        &self.0
    }

    /// The last four digits, with which a receipt can be tracked.
    pub fn tail(&self) -> &str {
        self.0.get(7..).unwrap_or_default()
    }

    /// The number with its middle hidden: 138****5678.
    pub fn masked(&self) -> String {
        format!("{}****{}", self.0.get(..3).unwrap_or_default(), self.tail())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["13812345678", "+86 138 1234 5678", "138-1234-5678"] {
            assert_eq!(Phone::parse(text).unwrap().number(), "13812345678");
        }
        for text in ["", "1381234567", "12812345678", "1381234567a", "138123456789", "०१२३४५६७८९०"]
        {
            assert!(Phone::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_number_prints_masked() {
        let phone = Phone::parse("13812345678").unwrap();
        assert_eq!(phone.masked(), "138****5678");
        assert!(!format!("{phone:?}").contains("5678"));
    }
}
