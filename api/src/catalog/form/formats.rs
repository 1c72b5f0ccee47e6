//! Formats that a form can ask for, beyond those of JSON Schema.

use chrono::{Datelike, NaiveDate};
use jsonschema::{PatternOptions, ValidationOptions};

/// Every format that a form may name.
pub const FORMATS: [&str; 5] = ["date", "cn-resident-id", "cn-mobile", "cn-credit-code", "bank-card"];

/// GB 11643: the weights of the first 17 digits, and the check digit for each remainder.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS: &str = "10X98765432";

/// GB 32100: the signs of a unified social credit code in the order of their values; I, O, S, V and Z are none.
const CREDIT_SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The validator's options with our formats.
pub fn known() -> ValidationOptions<'static> {
    // The engine without backtracking: a pattern takes time in proportion to the text (security.md IN-11).
    jsonschema::options()
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_format("cn-resident-id", is_resident_id)
        .with_format("cn-mobile", is_mobile)
        .with_format("cn-credit-code", is_credit_code)
        .with_format("bank-card", is_bank_card)
}

/// The code of the fault when a format isn't met.
pub fn code(format: &str) -> &'static str {
    match format {
        "date" => "bad_date",
        "cn-resident-id" => "bad_resident_id",
        "cn-mobile" => "bad_mobile",
        "cn-credit-code" => "bad_credit_code",
        "bank-card" => "bad_bank_card",
        _ => "invalid",
    }
}

/// A resident identity number (公民身份号码): 18 characters, a possible day of birth, and the right check digit.
pub fn is_resident_id(text: &str) -> bool {
    let Some((body, check)) = text.split_at_checked(17) else { return false };
    let expected = resident_check_sign(body);
    birthday(text).is_some() && expected.is_some_and(|sign| check.eq_ignore_ascii_case(&sign.to_string()))
}

/// The last sign of a resident identity number, of the 17 digits before it (GB 11643).
pub fn resident_check_sign(body: &str) -> Option<char> {
    let digits = digits(body).filter(|digits| digits.len() == WEIGHTS.len())?;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECK_DIGITS.chars().zip(0..).find(|(_, remainder)| *remainder == sum % 11).map(|(sign, _)| sign)
}

/// The day of birth in the number of a resident ID card, if it is one.
pub fn born_of_resident_id(text: &str) -> Option<NaiveDate> {
    is_resident_id(text).then(|| birthday(text)).flatten()
}

fn birthday(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text.get(6..14)?, "%Y%m%d").ok()?;
    (day.year() >= 1900).then_some(day)
}

/// A mobile number of the mainland: 11 digits that begin with 13 to 19.
pub fn is_mobile(text: &str) -> bool {
    digits(text).is_some_and(|digits| matches!(digits.as_slice(), [1, 3..=9, rest @ ..] if rest.len() == 9))
}

/// A unified social credit code (统一社会信用代码): 18 signs, the third to eighth an area's digits, and the right check sign.
pub fn is_credit_code(text: &str) -> bool {
    let values: Option<Vec<u32>> = text
        .chars()
        .map(|sign| CREDIT_SIGNS.chars().zip(0..).find(|(known, _)| *known == sign))
        .map(|found| Some(found?.1))
        .collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let area = text.get(2..8).is_some_and(|area| area.bytes().all(|sign| sign.is_ascii_digit()));
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    // The check sign has the weight 1, so that everything together is a multiple of 31.
    let (check, body) = values.split_last().unwrap_or((&0, &[]));
    let sum: u32 = body.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    area && (sum + check).is_multiple_of(31)
}

/// A bank card number: 12 to 19 digits whose last is Luhn's check digit.
pub fn is_bank_card(text: &str) -> bool {
    let Some(digits) = digits(text).filter(|digits| (12..=19).contains(&digits.len())) else { return false };
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, factor)| digit * factor)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(10)
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|digit| digit.to_digit(10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resident_id_has_a_birthday_and_a_check_digit() {
        for right in ["11010519491231002X", "11010519491231002x", "540502198603150027"] {
            assert!(is_resident_id(right), "{right}");
        }
        for wrong in [
            "110105194912310021",
            "540502198602300021",
            "54050219860315002",
            "5405021986031500277",
            "５４0502198603150027",
            "110105 9491231002X",
            "",
        ] {
            assert!(!is_resident_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn every_single_wrong_digit_of_a_resident_id_is_found() {
        let right = "540502198603150027";
        for place in 0..17 {
            for digit in '0'..='9' {
                let typed: String =
                    right.chars().enumerate().map(|(i, c)| if i == place { digit } else { c }).collect();
                assert_eq!(is_resident_id(&typed), typed == right, "{typed}");
            }
        }
    }

    #[test]
    fn a_mobile_number_has_eleven_digits() {
        assert!(is_mobile("13800000001") && is_mobile("19912345678"));
        for wrong in ["12800000001", "1380000000", "138000000012", "+8613800000001", "1380000000a", ""] {
            assert!(!is_mobile(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_credit_code_has_a_check_sign() {
        for right in ["91350100M000100Y43", "91110000600037341L", "91440300708461136T"] {
            assert!(is_credit_code(right), "{right}");
        }
        for wrong in [
            "91350100M000100Y44",
            "9135010OM000100Y43",
            "91350100M000100Y4",
            "91350100m000100y43",
            "91ABCDEFM000100Y43",
            "",
        ] {
            assert!(!is_credit_code(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_bank_card_keeps_luhn() {
        assert!(is_bank_card("6228480000000000018"));
        for wrong in ["6228480000000000019", "00000000000", "62284800000000000180", "622848000000000001X"] {
            assert!(!is_bank_card(wrong), "{wrong}");
        }
    }
}
