//! Who applies for whom: for a child under fourteen the guardian acts and consents (PIPL 31; security.md PRV-3).

use chrono::{Months, NaiveDate};
use serde_json::Value;

use crate::{
    applications::model::Application,
    catalog::Service,
    error::FieldFault,
    representation::model::{Claim, Facts, Kind},
};

/// Fourteen years.
const FOURTEEN: Months = Months::new(14 * 12);

/// Who applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The applicant.
    Oneself,
    /// A guardian (监护人), who acts by law.
    Guardian,
    /// An agent (委托代理人), who acts by a power of attorney.
    Agent,
}

/// Who applies, as the form says; for oneself where it says nothing.
pub fn acting(service: &Service, form: &Value) -> Acting {
    let place = service.representation.as_ref().and_then(|known| form.pointer(&known.applying_as));
    match place.and_then(Value::as_str) {
        Some("guardian") => Acting::Guardian,
        Some("agent") => Acting::Agent,
        _ => Acting::Oneself,
    }
}

/// The applicant's date of birth, where the form asks for it.
pub fn born(service: &Service, form: &Value) -> Option<NaiveDate> {
    let place = form.pointer(&service.representation.as_ref()?.birth_date)?;
    place.as_str()?.parse().ok()
}

/// Whether the applicant is a child under fourteen on this day.
pub fn of_child(service: &Service, form: &Value, today: NaiveDate) -> bool {
    born(service, form).is_some_and(|born| under_fourteen(born, today))
}

/// A year of age is full on the day after the birthday (周岁 in criminal and civil practice).
fn under_fourteen(born: NaiveDate, today: NaiveDate) -> bool {
    born.checked_add_months(FOURTEEN).is_some_and(|birthday| today <= birthday)
}

/// Who acts for the applicant, as the form says; none when the applicant does.
pub fn claim(service: &Service, application: &Application) -> Option<Claim> {
    let (known, form) = (service.representation.as_ref()?, &application.form);
    let kind = match acting(service, form) {
        Acting::Oneself => return None,
        Acting::Guardian => Kind::Guardian,
        Acting::Agent => Kind::Agent,
    };
    let text = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let facts =
        Facts { name: text(&known.name), relation: text(&known.relation), born_on: born(service, form) };
    let collect = form.pointer(&known.may_collect).and_then(Value::as_bool).unwrap_or(false);
    Some(Claim {
        application: application.id,
        citizen: application.citizen_id,
        organ: application.organ_id,
        kind,
        facts,
        collect: collect && kind == Kind::Agent,
    })
}

/// Refuses a child under fourteen who applies alone or through an agent.
pub fn fault(service: &Service, form: &Value, today: NaiveDate) -> Option<FieldFault> {
    let known = service.representation.as_ref()?;
    let alone = of_child(service, form, today) && acting(service, form) != Acting::Guardian;
    alone.then(|| FieldFault::new(format!("/form{}", known.applying_as), "guardian_needed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_is_full_on_the_day_after_the_birthday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(under_fourteen(day("2012-03-02"), day("2026-03-02")));
        assert!(!under_fourteen(day("2012-03-02"), day("2026-03-03")));
        assert!(under_fourteen(day("2012-02-29"), day("2026-02-28")));
        assert!(!under_fourteen(day("2012-02-29"), day("2026-03-01")));
        assert!(
            under_fourteen(day("2030-01-01"), day("2026-03-02")),
            "a date to come is a slip, and no adult"
        );
    }
}
