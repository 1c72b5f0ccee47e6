//! Which matters few may open: those of minors, and of whoever was harmed by certain crimes (未成年人保护法 art. 103; security.md PRV-4).

use chrono::{Months, NaiveDate};
use serde_json::Value;

use crate::catalog::{Service, born_of_resident_id};

/// Eighteen years: who is younger is a minor (未成年人保护法 art. 2).
const EIGHTEEN: Months = Months::new(18 * 12);

/// Whether what a form says makes its matter a guarded one. Whoever is of age by one answer and a minor by another is a minor.
pub fn is_called_for(service: &Service, form: &Value, today: NaiveDate) -> bool {
    let text = |pointer: &String| form.pointer(pointer).and_then(Value::as_str);
    let minor = service.guarded.minors.iter().filter_map(text).any(|text| is_minor(text, today));
    let says = |field: &str, choice: &str| match form.pointer(field) {
        Some(Value::Array(several)) => several.iter().any(|one| one == choice),
        one => one.and_then(Value::as_str) == Some(choice),
    };
    let answers = &mut service.guarded.answers.iter();
    minor || answers.any(|answer| answer.choices.iter().any(|choice| says(&answer.field, choice)))
}

/// A date of birth, or the number of a resident ID card with one in it. A year of age is full on the day after the birthday.
fn is_minor(text: &str, today: NaiveDate) -> bool {
    let born = text.parse().ok().or_else(|| born_of_resident_id(text));
    born.and_then(|born: NaiveDate| born.checked_add_months(EIGHTEEN))
        .is_some_and(|birthday| today <= birthday)
}

#[cfg(test)]
mod tests {
    use super::is_minor;

    #[test]
    fn eighteen_is_full_on_the_day_after_the_birthday() {
        let day = |text: &str| text.parse().unwrap();
        assert!(is_minor("2008-03-02", day("2026-03-02")));
        assert!(!is_minor("2008-03-02", day("2026-03-03")));
        assert!(is_minor("540502200803020032", day("2026-03-02")));
        assert!(!is_minor("540502200803020032", day("2026-03-03")));
        assert!(!is_minor("无", day("2026-03-02")), "no number, no age");
    }
}
