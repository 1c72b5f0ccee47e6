//! Yuan as people type and read it, fen as the program counts it; never a floating-point number.

use std::iter::once;

use crate::platform::money::Fen;

/// Reads yuan with at most two decimals ("1,234.50", "￥300", "500元") as fen. `None` when it isn't an amount.
pub fn fen(text: &str) -> Option<Fen> {
    let text = text.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let (yuan, decimals) = text.split_once('.').unwrap_or((text, ""));
    let yuan: i64 = digits(&ungrouped(yuan)?)?;
    let fen: i64 = match decimals.len() {
        0 => 0,
        1 => digits::<i64>(decimals)?.checked_mul(10)?,
        2 => digits(decimals)?,
        _ => return None,
    };
    let fen = yuan.checked_mul(100)?.checked_add(fen)?;
    Some(Fen::of(if negative { -fen } else { fen }))
}

fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Takes out commas, but only from between groups of three.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next().filter(|first| !text.contains(',') || (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = groups.collect();
    rest.iter().all(|group| group.len() == 3).then(|| once(first).chain(rest).collect())
}

/// Fen as yuan for typing over: "1234.50", and whole yuan without decimals.
pub fn plain(amount: Fen) -> String {
    let (sign, yuan, rest) = parts(amount);
    if rest == 0 { format!("{sign}{yuan}") } else { format!("{sign}{yuan}.{rest:02}") }
}

/// Fen as yuan for reading: "1,234.50".
pub fn grouped(amount: Fen) -> String {
    let (sign, yuan, rest) = parts(amount);
    let yuan = yuan.to_string();
    let mut text = String::new();
    for (place, digit) in yuan.chars().enumerate() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}.{rest:02}")
}

fn parts(amount: Fen) -> (&'static str, u64, u64) {
    let sign = if amount < Fen::ZERO { "-" } else { "" };
    (sign, amount.count().unsigned_abs() / 100, amount.count().unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn yuan_are_read_as_people_type_them() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1234.5", Some(123_450)),
            ("1,234.50", Some(123_450)),
            ("￥300", Some(30_000)),
            ("500元", Some(50_000)),
            (" 12.34 ", Some(1_234)),
            ("0.29", Some(29)),
            ("1.", Some(100)),
            ("-5", Some(-500)),
            ("", None),
            (".5", None),
            ("1,5", None),
            ("1234,567", None),
            ("1.234", None),
            ("3万", None),
            ("1e3", None),
            ("+1", None),
            ("--1", None),
            ("92233720368547758.08", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(fen(text), expected.map(Fen::of), "{text}");
        }
    }

    #[test]
    fn amounts_are_grouped_for_reading() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (100_000, "1,000.00"),
            (-123_456_789, "-1,234,567.89"),
            (99_900, "999.00"),
        ] {
            assert_eq!(grouped(Fen::of(fen)), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(amount in -1_000_000_000_000_i64..1_000_000_000_000) {
            let amount = Fen::of(amount);
            prop_assert_eq!(fen(&plain(amount)), Some(amount));
            prop_assert_eq!(fen(&grouped(amount)), Some(amount));
        }
    }
}
