//! An amount in words (人民币大写), as documents need it beside the figure (domain.md §6).
//!
//! By the rules for filling in payment papers (支付结算办法, 附一): one 零 for any run of zeros before a digit, 整 after 元 or 角,
//! nothing after 分.

use crate::platform::money::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const THOUSAND: [(u64, &str); 4] = [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const HUNDRED_MILLION: u64 = 100_000_000;
const TEN_THOUSAND: u64 = 10_000;

/// An amount in words: 123456.78 yuan is 壹拾贰万叁仟肆佰伍拾陆元柒角捌分; below zero it begins with 负.
pub fn in_words(amount: Fen) -> String {
    let fen = amount.count().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let sign = if amount < Fen::ZERO { "负" } else { "" };
    let mut text = whole(yuan);
    if !text.is_empty() {
        text.push('元');
    }
    match (jiao, fen) {
        (0, 0) if text.is_empty() => return "零元整".to_owned(),
        (0, 0) => text.push('整'),
        (jiao, 0) => text.extend([digit(jiao), '角', '整']),
        (0, fen) if text.is_empty() => text.extend([digit(fen), '分']),
        (0, fen) => text.extend(['零', digit(fen), '分']),
        (jiao, fen) => text.extend([digit(jiao), '角', digit(fen), '分']),
    }
    format!("{sign}{text}")
}

/// A whole number, nothing for zero. Above 亿 the part before it is a number of its own: 壹万亿.
fn whole(number: u64) -> String {
    let (high, low) = (number / HUNDRED_MILLION, number % HUNDRED_MILLION);
    let text = if high == 0 { String::new() } else { whole(high) + "亿" };
    let (high, low) = (low / TEN_THOUSAND, low % TEN_THOUSAND);
    let text = joined(text, high, "万", false);
    // A run of zeros that reaches over 万 is one 零, too.
    joined(text, low, "", high == 0)
}

/// A group of four digits after what came before it.
fn joined(mut text: String, group: u64, unit: &str, gap: bool) -> String {
    if group == 0 {
        return text;
    }
    if !text.is_empty() && (group < 1000 || gap) {
        text.push('零');
    }
    text + &four(group) + unit
}

fn four(group: u64) -> String {
    let (mut text, mut gap) = (String::new(), false);
    for (worth, unit) in THOUSAND {
        match group / worth % 10 {
            0 => gap = !text.is_empty(),
            number => {
                text.extend(gap.then_some('零'));
                text.push(digit(number));
                text.push_str(unit);
                gap = false;
            }
        }
    }
    text
}

fn digit(number: u64) -> char {
    usize::try_from(number).ok().and_then(|place| DIGITS.get(place)).copied().unwrap_or('零')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_written_as_payment_papers_want_them() {
        for (fen, text) in [
            (0, "零元整"),
            (1, "壹分"),
            (10, "壹角整"),
            (11, "壹角壹分"),
            (100, "壹元整"),
            (105, "壹元零伍分"),
            (150, "壹元伍角整"),
            (1_000, "壹拾元整"),
            (1_050, "壹拾元伍角整"),
            (10_100, "壹佰零壹元整"),
            (100_100, "壹仟零壹元整"),
            (101_000, "壹仟零壹拾元整"),
            (1_000_000, "壹万元整"),
            (1_000_100, "壹万零壹元整"),
            (1_050_000, "壹万零伍佰元整"),
            (10_500_000, "壹拾万伍仟元整"),
            (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
            (35_000_000, "叁拾伍万元整"),
            (80_151_600, "捌拾万壹仟伍佰壹拾陆元整"),
            (10_000_000_000, "壹亿元整"),
            (10_000_000_001, "壹亿元零壹分"),
            (10_000_000_100, "壹亿零壹元整"),
            (10_000_500_000, "壹亿零伍仟元整"),
            (10_500_000_000, "壹亿零伍佰万元整"),
            (10_050_000_500, "壹亿零伍拾万零伍元整"),
            (100_000_000_000_000, "壹万亿元整"),
            (100_020_000_000_000, "壹万零贰亿元整"),
            (-150_000, "负壹仟伍佰元整"),
        ] {
            assert_eq!(in_words(Fen::of(fen)), text, "{fen}");
        }
    }

    /// Reads words back by what they mean, not by how they are made.
    fn read(text: &str) -> i64 {
        let (sign, text) = text.strip_prefix('负').map_or((1, text), |text| (-1, text));
        let (yuan, rest) = text.split_once('元').unwrap_or(("", text));
        let rest = rest.trim_end_matches('整');
        let (jiao, fen) = rest.split_once('角').unwrap_or(("", rest));
        sign * (number(yuan) * 100 + number(jiao) * 10 + number(fen.trim_end_matches('分')))
    }

    fn number(text: &str) -> i64 {
        for (unit, worth) in [('亿', 100_000_000), ('万', 10_000), ('仟', 1000), ('佰', 100), ('拾', 10)]
        {
            if let Some((high, low)) = text.rsplit_once(unit) {
                return number(high) * worth + number(low);
            }
        }
        let last = text.chars().last().and_then(|sign| DIGITS.iter().position(|digit| *digit == sign));
        last.map_or(0, |digit| i64::try_from(digit).unwrap())
    }

    proptest! {
        #[test]
        fn words_mean_the_amount(fen in any::<i64>()) {
            prop_assume!(fen != i64::MIN);
            prop_assert_eq!(read(&in_words(Fen::of(fen))), fen);
        }

        #[test]
        fn words_of_small_amounts_mean_them(fen in 0_i64..200_000_000) {
            let text = in_words(Fen::of(fen));
            prop_assert_eq!(read(&text), fen);
            prop_assert!(!text.contains("零零"), "{}", text);
        }
    }
}
