//! Values that can be told from everything else, planted in forms and searched for in every guise.

use aho_corasick::AhoCorasick;
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use hechang::platform::ids;
use hechang_tests::people::resident_id;
use serde_json::{Map, Value, json};

/// What was planted.
#[derive(Default)]
pub struct Markers {
    planted: Vec<String>,
}

impl Markers {
    fn plant(&mut self, marker: String) -> String {
        self.planted.push(marker.clone());
        marker
    }

    /// A text of at most so many characters.
    pub fn text(&mut self, most: usize) -> String {
        let text = format!("暗记{}མཚན", ids::random_word::<5>());
        assert!(text.chars().count() <= most, "no marker fits into {most} characters");
        self.plant(text)
    }

    /// A mobile number.
    pub fn phone(&mut self) -> String {
        self.plant(format!("139{}", digits(8)))
    }

    /// A bank card with its check digit.
    pub fn card(&mut self) -> String {
        let body = format!("62284{}", digits(13));
        let weighed = body.bytes().rev().zip([2, 1].into_iter().cycle());
        let sum: u32 = weighed
            .map(|(digit, factor)| u32::from(digit - b'0') * factor)
            .map(|product| product / 10 + product % 10)
            .sum();
        self.plant(format!("{body}{}", (10 - sum % 10) % 10))
    }

    /// A resident identity number with its check digit.
    pub fn resident_id(&mut self) -> String {
        self.plant(resident_id())
    }

    /// A form with a marker in each of its text fields, also those that aren't asked; the rest as in the example.
    pub fn form(&mut self, schema: &Value, example: &Value) -> Value {
        self.answer("", schema, Some(example)).unwrap()
    }

    fn answer(&mut self, name: &str, schema: &Value, example: Option<&Value>) -> Option<Value> {
        if let Some(fields) = schema["properties"].as_object() {
            let mut answers = Map::new();
            for (name, inner) in fields {
                let example = example.and_then(|example| example.get(name));
                answers.extend(self.answer(name, inner, example).map(|answer| (name.clone(), answer)));
            }
            return (!answers.is_empty()).then_some(Value::Object(answers));
        }
        if schema["items"]["properties"].is_object() {
            let items = example?.as_array()?.iter();
            return Some(items.filter_map(|item| self.answer(name, &schema["items"], Some(item))).collect());
        }
        let free = ["oneOf", "enum", "const", "pattern"].iter().all(|closed| schema.get(closed).is_none());
        if schema["type"] != "string" || !free || schema["format"] == "date" {
            return example.cloned();
        }
        let most = schema["maxLength"].as_u64().unwrap().try_into().unwrap();
        Some(json!(match (schema["format"].as_str(), name) {
            (Some("cn-mobile"), _) => self.phone(),
            (Some("bank-card"), _) => self.card(),
            (Some("cn-resident-id"), _) | (None, "id_number") => self.resident_id(),
            _ => self.text(most),
        }))
    }

    /// How many were planted.
    pub fn count(&self) -> usize {
        self.planted.len()
    }

    /// Looks for all of them.
    pub fn hunt(&self) -> Hunt {
        Self::hunt_for(&self.planted)
    }

    /// Looks for the numbers of papers, phones and cards among them.
    pub fn hunt_numbers(&self) -> Hunt {
        Self::hunt_for(&self.planted.iter().filter(|marker| is_number(marker)).cloned().collect::<Vec<_>>())
    }

    /// Looks for the words among them.
    pub fn hunt_texts(&self) -> Hunt {
        Self::hunt_for(&self.planted.iter().filter(|marker| !is_number(marker)).cloned().collect::<Vec<_>>())
    }

    fn hunt_for(markers: &[String]) -> Hunt {
        let guises = markers.iter().flat_map(|marker| guises(marker).map(|guise| (marker.clone(), guise)));
        let (markers, guises): (Vec<_>, Vec<_>) = guises.unzip();
        Hunt { markers, automaton: AhoCorasick::new(&guises).unwrap() }
    }
}

fn is_number(marker: &str) -> bool {
    marker.starts_with(|sign: char| sign.is_ascii_digit())
}

/// A search for markers.
pub struct Hunt {
    markers: Vec<String>,
    automaton: AhoCorasick,
}

impl Hunt {
    /// The first marker that some bytes hold, in whatever guise.
    pub fn found(&self, bytes: &[u8]) -> Option<&str> {
        self.automaton.find(bytes).map(|found| self.markers[found.pattern()].as_str())
    }

    /// Fails when some bytes hold a marker.
    #[track_caller]
    pub fn nothing_in(&self, what: &str, bytes: &[u8]) {
        if let Some(place) = self.automaton.find(bytes) {
            let marker = &self.markers[place.pattern()];
            let around = &bytes[place.start().saturating_sub(200)..(place.end() + 100).min(bytes.len())];
            panic!("{marker} stands in {what}: {}", String::from_utf8_lossy(around));
        }
    }
}

/// UTF-8, UTF-16 of either order, both in hexadecimal, base64 at each of its three places, and JSON's escapes.
fn guises(marker: &str) -> impl Iterator<Item = Vec<u8>> {
    let little: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marker.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let plain = [marker.as_bytes().to_vec(), little, big];
    let mut all = plain.to_vec();
    for bytes in &plain {
        all.push(HEXLOWER.encode(bytes).into_bytes());
        all.push(HEXUPPER.encode(bytes).into_bytes());
        for before in 0..3 {
            all.extend([&BASE64_NOPAD, &BASE64URL_NOPAD].map(|base64| within(base64, bytes, before)));
        }
    }
    if !marker.is_ascii() {
        let escaped = marker.encode_utf16().map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        });
        all.push(escaped.collect::<String>().into_bytes());
    }
    all.into_iter()
}

/// Bytes in base64 behind so many others, without what depends on their neighbors.
fn within(base64: &data_encoding::Encoding, bytes: &[u8], before: usize) -> Vec<u8> {
    let padded = [&vec![0; before], bytes].concat();
    let whole = base64.encode(&padded).into_bytes();
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    whole[first..last].to_vec()
}

fn digits(count: usize) -> String {
    let bytes = ids::random_bytes::<16>();
    bytes.iter().take(count).map(|byte| char::from(b'0' + byte % 10)).collect()
}

#[test]
fn a_marker_is_found_in_every_guise() {
    let mut markers = Markers::default();
    let (text, phone) = (markers.text(20), markers.phone());
    let hunt = markers.hunt();
    for marker in [&text, &phone] {
        for before in ["", "a", "ab", "abc"] {
            let bytes = format!("{before}{marker}后").into_bytes();
            let wide: Vec<u8> =
                format!("{before}{marker}后").encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [&bytes, &wide] {
                for guise in [
                    bytes.clone(),
                    BASE64_NOPAD.encode(bytes).into_bytes(),
                    BASE64URL_NOPAD.encode(bytes).into_bytes(),
                    HEXLOWER.encode(bytes).into_bytes(),
                    HEXUPPER.encode(bytes).into_bytes(),
                ] {
                    assert_eq!(hunt.found(&guise), Some(marker.as_str()), "behind {before:?}");
                }
            }
        }
    }
    assert_eq!(hunt.found("13800000001".as_bytes()), None);
}
