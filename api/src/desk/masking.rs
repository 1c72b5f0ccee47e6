//! Personal data as staff see it: enough to tell people apart, not enough to know them (domain §9).
//!
//! In lists, a name shows its first sign. In an opened application the words stay, and numbers of identity papers, phones and bank
//! cards are hidden wherever they stand, also within a story; [`crate::desk::service::unmask`] shows them by a recorded reason.

use serde_json::Value;

use crate::{
    applications::model::Application,
    catalog::{Catalog, numbers},
    error::Internal,
};

/// In place of a name that no list may tell (security.md PRV-4).
pub const HIDDEN: &str = "***";

/// The first sign of a name, the rest hidden: 扎西 becomes 扎*. Nothing stays nothing.
pub fn masked_name(name: &str) -> String {
    let mut signs = name.trim().chars();
    let Some(first) = signs.next() else { return String::new() };
    let hidden = signs.filter(|sign| !sign.is_whitespace()).count().clamp(1, 2);
    format!("{first}{}", "*".repeat(hidden))
}

/// Hides the numbers in an application's form.
pub fn masked_form(application: &mut Application) -> Result<(), Internal> {
    let catalog = Catalog::compiled_in().map_err(Internal::from_error)?;
    let id = catalog.service(&application.service_key).and_then(|service| service.applicant_id.as_deref());
    if let Some(Value::String(number)) = id.and_then(|pointer| application.form.pointer_mut(pointer)) {
        *number = masked_number(number);
    }
    mask(&mut application.form);
    Ok(())
}

fn mask(value: &mut Value) {
    match value {
        Value::String(text) => *text = masked_text(text),
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(members) => members.values_mut().for_each(mask),
        _ => {}
    }
}

/// A text with the numbers in it hidden.
pub fn masked_text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        masked.push_str(before);
        let (run, after) = from.split_at(numbers::length(from));
        masked.push_str(&if numbers::is_personal(run) { masked_number(run) } else { run.to_owned() });
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// The first three and the last two signs of a number, or less of a short one: 540*************27.
pub fn masked_number(number: &str) -> String {
    let signs: Vec<char> = number.chars().collect();
    let (head, tail) = if signs.len() > 8 { (3, 2) } else { (1, 0) };
    let hidden = |place: usize| place >= head && place + tail < signs.len();
    signs.iter().enumerate().map(|(place, sign)| if hidden(place) { '*' } else { *sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_sign_stays() {
        for (name, masked) in
            [("扎西", "扎*"), ("阿旺次仁", "阿**"), (" Tashi Dorje ", "T**"), ("李", "李*"), ("  ", "")]
        {
            assert_eq!(masked_name(name), masked);
        }
    }

    #[test]
    fn numbers_are_hidden_wherever_they_stand() {
        for (text, masked) in [
            ("540502198603150027", "540*************27"),
            ("11010519491231002x", "110*************2x"),
            ("13800000001", "138******01"),
            ("6228480000000000018", "622**************18"),
            (
                "打我电话13800000001，卡号6228480000000000018。",
                "打我电话138******01，卡号622**************18。",
            ),
            ("138-0000-0001", "138********01"),
            ("138 0000 0001 或 13900000002", "138********01 或 139******02"),
            ("+86 13800000001", "+86 *********01"),
            ("2025年3月8日，128000元", "2025年3月8日，128000元"),
            ("（2025）藏0502刑初18号", "（2025）藏0502刑初18号"),
            ("", ""),
        ] {
            assert_eq!(masked_text(text), masked);
        }
        assert_eq!(masked_number("E12345678"), "E12****78");
        assert_eq!(masked_number("无"), "无");
    }
}
