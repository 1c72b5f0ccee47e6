//! Names as staff see them in lists: enough to tell people apart, not enough to know them (domain §9).

/// The first sign of a name, the rest hidden: 扎西 becomes 扎*. Nothing stays nothing.
pub fn masked_name(name: &str) -> String {
    let mut signs = name.trim().chars();
    let Some(first) = signs.next() else { return String::new() };
    let hidden = signs.filter(|sign| !sign.is_whitespace()).count().clamp(1, 2);
    format!("{first}{}", "*".repeat(hidden))
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
}
