//! What a sender calls a file, as harmless text (security.md UP-6): never a path, never an order to whoever reads it.

use unicode_normalization::UnicodeNormalization;

use crate::materials::kinds::Kind;

/// Bytes of a name, as most file systems take them.
const LONGEST: usize = 255;
/// Names that are devices on some systems, whatever their ending.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// A name without folders, control and direction signs and separators, at most 255 bytes; ends as such a file does.
pub fn cleaned(sent: &str, kind: Kind) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let signs = last.nfc().filter(|sign| !is_hidden(*sign));
    let plain: String = signs.map(|sign| if is_separator(sign) { '_' } else { sign }).collect();
    let plain = plain.trim_matches(|sign: char| sign == '.' || sign.is_whitespace());
    let (stem, ending) = parted(plain, kind);
    let stem = if is_device(stem) { format!("_{stem}") } else { stem.to_owned() };
    let room = LONGEST.saturating_sub(ending.len()).saturating_sub(1);
    format!("{}.{ending}", shortened(&stem, room))
}

/// The name without an ending of this kind, and the ending; a name that ends otherwise stays whole and gets the usual one.
fn parted(name: &str, kind: Kind) -> (&str, &str) {
    let usual = kind.endings().first().copied().unwrap_or_default();
    let fits = |ending: &str| kind.endings().iter().any(|known| known.eq_ignore_ascii_case(ending));
    match name.rsplit_once('.') {
        Some((stem, ending)) if fits(ending) && !stem.trim().is_empty() => (stem, ending),
        _ if fits(name) || name.is_empty() => ("file", usual),
        _ => (name, usual),
    }
}

fn shortened(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let port = name.strip_prefix("COM").or_else(|| name.strip_prefix("LPT"));
    DEVICES.contains(&name.as_str())
        || port.is_some_and(|number| number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn is_separator(sign: char) -> bool {
    matches!(sign, ':' | '*' | '?' | '"' | '<' | '>' | '|' | ';')
}

/// Control signs, line separators, and signs that turn the direction of what follows.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}'
        )
        || ('\u{202a}'..='\u{202e}').contains(&sign)
        || ('\u{2066}'..='\u{2069}').contains(&sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_text_and_nothing_else() {
        for (sent, kept) in [
            ("photo.jpg", "photo.jpg"),
            ("身份证 正面.JPG", "身份证 正面.JPG"),
            ("ཐོབ་ཐང་ལག་ཁྱེར།.jpeg", "ཐོབ་ཐང་ལག་ཁྱེར།.jpeg"),
            ("👩‍👧.jpg", "👩‍👧.jpg"),
            ("a.jpg.php", "a.jpg.php.jpg"),
            ("a.php%00.jpg", "a.php%00.jpg"),
            ("..\\..\\x.jpg", "x.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("C:\\x.jpg", "x.jpg"),
            ("C:x.jpg", "C_x.jpg"),
            (".htaccess", "htaccess.jpg"),
            ("CON.jpg", "_CON.jpg"),
            ("com1.x.jpg", "_com1.x.jpg"),
            ("a\u{202e}gpj.exe", "agpj.exe.jpg"),
            ("a\r\nSet-Cookie: b.jpg", "aSet-Cookie_ b.jpg"),
            ("e\u{301}.jpg", "é.jpg"),
            ("", "file.jpg"),
            (".jpg", "file.jpg"),
            ("\"><script>.jpg", "___script_.jpg"),
        ] {
            let found = cleaned(sent, Kind::Jpeg);
            assert_eq!(found, kept, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_letters() {
        let kept = cleaned(&format!("{}.jpg", "和".repeat(4_000)), Kind::Jpeg);
        assert!(kept.len() <= LONGEST && kept.ends_with("和.jpg"), "{}", kept.len());
    }

    proptest! {
        #[test]
        fn no_name_is_a_path(sent in ".*") {
            let kept = cleaned(&sent, Kind::Pdf);
            prop_assert!(kept.len() <= LONGEST && kept.to_ascii_lowercase().ends_with(".pdf"));
            prop_assert!(!kept.contains(['/', '\\', '\0', '\n', '\r']) && !kept.starts_with('.'));
        }
    }
}
