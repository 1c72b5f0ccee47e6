//! What a staff password must be (security.md ID-6): long, nobody's first guess, and without the words of this place.
//! No rule asks for digits or signs: people answer those with `Password1!`.

use std::{collections::HashSet, sync::LazyLock};

use crate::error::FieldFault;

/// Characters of a password.
pub const LEAST: usize = 12;
/// See [`LEAST`].
pub const MOST: usize = 128;

const OURS: [&str; 3] = ["检察", "hechang", "12309"];

/// Words that people use most, from published lists, in small letters.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// What is wrong with a password, if anything, at a field.
pub fn fault(pointer: &'static str, password: &str, username: &str) -> Option<FieldFault> {
    let length = password.chars().count();
    if !(LEAST..=MOST).contains(&length) {
        return Some(FieldFault::new(pointer, "bad_length").with("min", LEAST).with("max", MOST));
    }
    let small = password.to_lowercase();
    let held = OURS.iter().any(|word| small.contains(word)) || small.contains(&username.to_lowercase());
    if held {
        return Some(FieldFault::new(pointer, "password_holds_name"));
    }
    common(&small).then(|| FieldFault::new(pointer, "password_common"))
}

/// A common word by itself, between digits and signs, or over and over, or hardly more than one sign.
fn common(small: &str) -> bool {
    let bare = small.trim_matches(|sign: char| !sign.is_alphabetic());
    let plain: String = bare.chars().map(unmasked).collect();
    let distinct: HashSet<char> = small.chars().collect();
    distinct.len() < 5
        || [small, bare, plain.as_str()].iter().any(|word| COMMON.contains(word))
        || repeated(small).is_some_and(|unit| COMMON.contains(unit) || unit.chars().count() < 6)
}

/// The unit of which a word is a repetition.
fn repeated(word: &str) -> Option<&str> {
    let cuts = word.char_indices().map(|(index, _)| index).skip(1);
    let units = cuts.filter(|cut| word.len().is_multiple_of(*cut)).filter_map(|cut| word.get(..cut));
    units.into_iter().find(|unit| unit.repeat(word.len() / unit.len()) == word)
}

/// The letter that a digit or sign stands for in disguises like `p@ssw0rd`.
fn unmasked(sign: char) -> char {
    match sign {
        '@' | '4' => 'a',
        '0' => 'o',
        '3' => 'e',
        '1' | '!' => 'i',
        '$' | '5' => 's',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        fault("/password", password, "zhuoma").map(|fault| fault.code)
    }

    #[test]
    fn long_and_unusual_is_enough() {
        for good in [
            "correct horse battery",
            "雅鲁藏布江边的小木屋很安静",
            "tumbler-otter-quay",
            "K7RX-M2QP-9FHW-T3ZD",
        ] {
            assert_eq!(code(good), None, "{good}");
        }
    }

    #[test]
    fn short_and_endless_ones_are_refused() {
        assert_eq!(code("elevenchars"), Some("bad_length"));
        assert_eq!(code(&"quay otter ".repeat(12)), Some("bad_length"));
        assert_eq!(code("山南山南山南山南"), Some("bad_length"));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for common in [
            "password1234",
            "P@ssw0rd2026!",
            "qwertyuiop12",
            "123456789012",
            "aaaaaaaaaaaaaaa",
            "abc1abc1abc1abc1",
            "Woaini1314520",
        ] {
            assert_eq!(code(common), Some("password_common"), "{common}");
        }
    }

    #[test]
    fn names_of_this_place_are_refused() {
        for ours in
            ["ZhuoMa-otter-quay", "山南检察院的大门口很宽敞呢", "HeChang otter quay", "otter 12309 quay"]
        {
            assert_eq!(code(ours), Some("password_holds_name"), "{ours}");
        }
    }
}
