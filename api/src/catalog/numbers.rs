//! Numbers that stand for a person, found in texts: identity papers, phones, bank cards.

use super::form::formats::{is_bank_card, is_mobile, is_resident_id};

/// How much of a text that begins with a digit is one number; single spaces and dashes may stand between its digits.
pub fn length(text: &str) -> usize {
    let mut end = 0;
    let mut waiting = false;
    for (place, sign) in text.char_indices() {
        match sign {
            '0'..='9' => (end, waiting) = (place.saturating_add(1), false),
            // Only the last sign of a resident identity number is a letter.
            'x' | 'X' if !waiting && digits(text.get(..end).unwrap_or_default()).len() == 17 => {
                return place.saturating_add(1);
            }
            ' ' | '-' if !waiting => waiting = true,
            _ => break,
        }
    }
    end
}

/// Whether a number, or a part of it between spaces, is one of a person.
pub fn is_personal(number: &str) -> bool {
    let one = |text: &str| is_resident_id(text) || is_mobile(text) || is_bank_card(text);
    one(&digits(number)) || number.split([' ', '-']).any(one)
}

fn digits(text: &str) -> String {
    text.chars().filter(|sign| !matches!(sign, ' ' | '-')).collect()
}
