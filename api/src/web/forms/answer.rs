//! One answer as a person types it, made into a value. Digits may be full-width or Tibetan, dates and amounts
//! may be written in the usual ways.

use chrono::NaiveDate;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{
    control::{Control, choices},
    money, text,
};

/// Reads an answer. Empty is no answer; the error is the code of a fault.
pub fn read(schema: &Value, typed: &str) -> Result<Option<Value>, &'static str> {
    let typed: String = typed.trim().nfc().collect();
    if typed.is_empty() {
        return Ok(None);
    }
    match Control::of(schema) {
        Control::Textarea => Ok(Value::from(typed)),
        Control::Money => {
            money::fen(&plain_digits(&typed)).map(|fen| Value::from(fen.count())).ok_or("not_money")
        }
        Control::Number => number(schema, &plain_digits(&typed)).ok_or("not_a_number"),
        Control::Date => date(&plain_digits(&typed)).map(Value::from).ok_or("not_a_date"),
        Control::YesNo | Control::Tick => {
            typed.parse::<bool>().map(Value::from).map_err(|_| "not_on_the_form")
        }
        Control::Radio | Control::Select | Control::Checkboxes => choice(schema, &typed),
        Control::Tel => Ok(Value::from(without_gaps(&plain_digits(&typed)))),
        Control::Text => Ok(Value::from(line(schema, &typed))),
    }
    .map(Some)
}

fn choice(schema: &Value, typed: &str) -> Result<Value, &'static str> {
    let known = choices(schema).any(|(value, _)| value == typed);
    if known { Ok(Value::from(typed)) } else { Err("not_on_the_form") }
}

/// One line of text. What has a format is made of digits and letters, so gaps in it mean nothing.
fn line(schema: &Value, typed: &str) -> String {
    let words = half_width(typed).split_whitespace().collect::<Vec<_>>().join(" ");
    match text(schema, "format") {
        "" => words,
        _ => without_gaps(&plain_digits(&words)).to_uppercase(),
    }
}

fn without_gaps(typed: &str) -> String {
    typed.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '－' | '–')).collect()
}

/// Full-width letters and digits as plain ones; other signs stay, "，" in an address is right as it is.
fn half_width(typed: &str) -> String {
    typed.chars().map(|sign| if sign.is_alphanumeric() { narrow(sign) } else { sign }).collect()
}

fn narrow(sign: char) -> char {
    match u32::from(sign) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(sign),
        _ => sign,
    }
}

/// Digits of any width, and Tibetan ones, as ASCII; also the signs that stand between them.
fn plain_digits(typed: &str) -> String {
    let plain = |sign: char| match u32::from(sign) {
        code @ 0x0F20..=0x0F29 => char::from_digit(code - 0x0F20, 10).unwrap_or(sign),
        _ if sign == '￥' => sign,
        _ => narrow(sign),
    };
    typed.chars().map(plain).collect()
}

fn number(schema: &Value, typed: &str) -> Option<Value> {
    if text(schema, "type") == "integer" {
        return typed.parse::<i64>().ok().map(Value::from);
    }
    let only_digits = typed.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    serde_json::from_str::<serde_json::Number>(typed).ok().filter(|_| only_digits).map(Value::from)
}

/// A day as YYYY-MM-DD, from "2026-1-5", "2026/01/05", "2026.1.5", "2026年1月5日" or "20260105".
fn date(typed: &str) -> Option<String> {
    let signs = |sign: char| matches!(sign, '-' | '/' | '.' | '年' | '月' | '日' | '．');
    let parts: Vec<&str> = typed.split(signs).map(str::trim).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let year: i32 = year.parse().ok().filter(|year| (1000..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_are_read_as_people_type_them() {
        let money = json!({ "type": "integer", "x-input": "money" });
        let age = json!({ "type": "integer" });
        let share = json!({ "type": "number" });
        let day = json!({ "type": "string", "format": "date" });
        let phone = json!({ "type": "string", "format": "cn-mobile" });
        let card = json!({ "type": "string", "format": "bank-card" });
        let identity = json!({ "type": "string", "format": "cn-resident-id" });
        let name = json!({ "type": "string" });
        let story = json!({ "type": "string", "x-input": "textarea" });
        let consent = json!({ "type": "boolean" });
        for (schema, typed, expected) in [
            (&money, "１，２００．５０", Ok(json!(120_050))),
            (&money, "三百", Err("not_money")),
            (&age, " ༤༢ ", Ok(json!(42))),
            (&age, "42岁", Err("not_a_number")),
            (&age, "4.2", Err("not_a_number")),
            (&share, "0.25", Ok(json!(0.25))),
            (&share, "1e9", Err("not_a_number")),
            (&day, "2026年1月5日", Ok(json!("2026-01-05"))),
            (&day, "20260105", Ok(json!("2026-01-05"))),
            (&day, "2026/1/5", Ok(json!("2026-01-05"))),
            (&day, "2026-02-30", Err("not_a_date")),
            (&day, "26-1-5", Err("not_a_date")),
            (&phone, "138 0000-0000", Ok(json!("13800000000"))),
            (&card, "6222 0000 1111 2222", Ok(json!("6222000011112222"))),
            (&identity, "５４２２００19900101001x", Ok(json!("54220019900101001X"))),
            (&name, "  扎西  顿珠\n", Ok(json!("扎西 顿珠"))),
            (&name, "乃东区，１号", Ok(json!("乃东区，1号"))),
            (&name, "ང་ ༡", Ok(json!("ང་ ༡"))),
            (&story, "一\n\n二 ", Ok(json!("一\n\n二"))),
            (&consent, "true", Ok(json!(true))),
            (&consent, "on", Err("not_on_the_form")),
        ] {
            assert_eq!(read(schema, typed), expected.map(Some), "{typed}");
        }
        assert_eq!(read(&money, "  "), Ok(None));
    }

    #[test]
    fn only_a_listed_choice_is_taken() {
        let sex = json!({ "type": "string", "oneOf": [{ "const": "female" }, { "const": "male" }] });
        assert_eq!(read(&sex, "male"), Ok(Some(json!("male"))));
        assert_eq!(read(&sex, "x"), Err("not_on_the_form"));
    }
}
