//! A center's form: a week in seven boxes like `09:30-13:00, 15:30-18:00`, and a place on the map in two.

use serde_json::{Map, Value, json};

use super::{boxes, field, names};
use crate::{
    error::FieldFault,
    organs::{
        keeping::center_model::{CenterChange, KeptCenter},
        model::OpeningHours,
    },
    platform::local_time::LocalTime,
    web::posted::Pairs,
};

/// What was typed, or every box that can't be read.
pub(super) fn read(form: &Pairs) -> Result<CenterChange, Vec<FieldFault>> {
    let mut wrong = Vec::new();
    let mut opening_hours = Vec::new();
    for weekday in 1..=7 {
        match spans(weekday, field(form, &format!("hours_{weekday}"))) {
            Some(spans) => opening_hours.extend(spans),
            None => wrong.push(FieldFault::new(format!("/hours/{weekday}"), "bad_hours")),
        }
    }
    let mut number = |name: &str| {
        let text = field(form, name);
        let read = text.parse::<f64>().ok();
        if read.is_none() && !text.is_empty() {
            wrong.push(FieldFault::new(format!("/{name}"), "not_a_place"));
        }
        read
    };
    let (latitude, longitude) = (number("latitude"), number("longitude"));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let phone = field(form, "phone").to_owned();
    Ok(CenterChange {
        name: names(form, "name"),
        address: names(form, "address"),
        phone,
        latitude,
        longitude,
        opening_hours,
    })
}

/// The spans of a day; full-width signs count as what they stand for.
fn spans(weekday: u8, text: &str) -> Option<Vec<OpeningHours>> {
    let text: String = text.chars().map(plain).collect();
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let span = |part: &str| {
        let (from, to) = part.split_once('-')?;
        let time = |text: &str| text.trim().parse::<LocalTime>().ok();
        Some(OpeningHours { weekday, from: time(from)?, to: time(to)? })
    };
    parts.map(span).collect()
}

fn plain(sign: char) -> char {
    match sign {
        ',' | '、' => ',',
        ';' => ';',
        ':' => ':',
        '–' | '—' | '~' | '-' | '至' => '-',
        other => other,
    }
}

/// A center as its form has it.
pub(super) fn written(center: &KeptCenter) -> Value {
    let mut all = Map::from_iter(boxes("name", Some(&center.name)));
    all.extend(boxes("address", Some(&center.address)));
    for weekday in 1..=7 {
        let day = center.opening_hours.iter().filter(|hours| hours.weekday == weekday);
        let day: Vec<_> = day.map(|hours| format!("{}-{}", hours.from, hours.to)).collect();
        all.insert(format!("hours_{weekday}"), json!(day.join(", ")));
    }
    let degrees = |number: Option<f64>| json!(number.map(|number| number.to_string()).unwrap_or_default());
    all.insert("latitude".into(), degrees(center.latitude));
    all.insert("longitude".into(), degrees(center.longitude));
    all.insert("phone".into(), json!(center.phone));
    all.insert("code".into(), json!(center.code));
    all.insert("version".into(), json!(center.version.to_string()));
    Value::Object(all)
}

/// The faults of a week by the box of their weekday.
pub(super) fn by_weekday(faults: &[FieldFault], form: &Pairs) -> Vec<FieldFault> {
    let hours = read(form).map(|center| center.opening_hours).unwrap_or_default();
    let moved = |fault: &FieldFault| {
        let place =
            fault.pointer.strip_prefix("/opening_hours/").and_then(|place| place.parse::<usize>().ok());
        let weekday = place.and_then(|place| hours.get(place)).map(|hours| hours.weekday);
        let pointer = weekday.map_or_else(|| fault.pointer.clone(), |weekday| format!("/hours/{weekday}"));
        FieldFault { pointer, ..fault.clone() }
    };
    faults.iter().map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Vec<String>> {
        let all = spans(1, text)?;
        Some(all.iter().map(|hours| format!("{} {}", hours.from, hours.to)).collect())
    }

    #[test]
    fn a_day_is_written_as_people_write_it() {
        assert_eq!(day("").unwrap(), [""; 0]);
        assert_eq!(day("09:30-13:00, 15:30-18:00").unwrap(), ["09:30 13:00", "15:30 18:00"]);
        assert_eq!(day("09:30–13:00、15:30至18:00").unwrap(), ["09:30 13:00", "15:30 18:00"]);
        for wrong in ["9-13", "09:30", "all day", "25:00-26:00"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
