//! When two numbers name the same underlying case, however they are typed.

use unicode_normalization::UnicodeNormalization;

/// A case's number as it is compared: （2025）藏0502刑初18号, (2025)藏0502刑初18号 and 〔2025〕藏 0502 刑初 18 号 are the same.
pub fn plain(number: &str) -> String {
    let sign = |sign: char| match sign {
        '（' | '〔' | '［' | '[' | '【' => '(',
        '）' | '〕' | '］' | ']' | '】' => ')',
        other => other,
    };
    // Full-width digits and letters become plain ones.
    number.nfkc().map(sign).filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_spaces_do_not_make_another_case() {
        let same = plain("(2025)藏0502刑初18号");
        for typed in ["（2025）藏0502刑初18号", "〔2025〕藏0502刑初18号", " [２０２５] 藏 0502 刑初 18 号 "]
        {
            assert_eq!(plain(typed), same, "{typed}");
        }
        assert_ne!(plain("（2025）藏0502刑初180号"), same);
    }
}
