//! JSON as one reads it who wants no surprises (security.md IN-8, IN-10): each member once, texts composed (NFC) and without control
//! characters but line end and tab.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A value that keeps to that.
pub struct Plain(pub Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader).map(Self)
    }
}

/// A text that may be kept: composed, and with plain line ends. None with a control character.
pub fn text(text: &str) -> Option<String> {
    let control = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t');
    if text.contains(control) {
        return None;
    }
    let composed = is_nfc_quick(text.chars()) == IsNormalized::Yes;
    Some(if composed { text.to_owned() } else { text.nfc().collect() })
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        text(value).map(Value::String).ok_or_else(|| E::custom("a control character"))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Plain(item)) = items.next_element()? {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let name = text(&name).ok_or_else(|| A::Error::custom("a control character"))?;
            let Plain(value) = members.next_value()?;
            if read.insert(name, value).is_some() {
                return Err(A::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Value> {
        serde_json::from_str::<Plain>(json).ok().map(|plain| plain.0)
    }

    #[test]
    fn texts_come_composed_and_tibetan_and_rare_names_unharmed() {
        assert_eq!(read(r#"{"a":"e\u0301"}"#).unwrap()["a"], "\u{e9}");
        for name in ["བཀྲ་ཤིས་བདེ་ལེགས།", "𠮷野𤭢", "次仁卓玛\u{202e}", "👨‍👩‍👧"]
        {
            let json = serde_json::to_string(name).unwrap();
            assert_eq!(read(&json).unwrap(), name.nfc().collect::<String>());
        }
        assert_eq!(read(r#""a\nb\tc""#).unwrap(), "a\nb\tc");
    }

    #[test]
    fn surprises_are_refused() {
        for json in [
            r#"{"a":1,"a":2}"#,
            r#"{"b":{"a":1,"a":1}}"#,
            r#""a\u0000b""#,
            r#""a\u001bb""#,
            r#""a\u0085b""#,
            r#"{"a\u0000":1}"#,
            r#""\ud800""#,
            "1e999",
            "NaN",
            "\u{feff}1",
            r#"{"a":1,}"#,
        ] {
            assert!(read(json).is_none(), "{json}");
        }
        assert!(read(&("[".repeat(10_000) + &"]".repeat(10_000))).is_none(), "too deep");
    }
}
