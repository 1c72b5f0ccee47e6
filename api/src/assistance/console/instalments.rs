//! Rows of a form for what is paid later: who, how much, on which day.

use serde_json::{Value, json};

use crate::{
    assistance::{
        console::{
            Reader,
            fields::{Fields, fen},
        },
        model::{CaseFile, Planned},
    },
    error::FieldFault,
    web::forms::money,
};

/// Instalments of one proposal that the form takes, at most.
const ROWS: usize = 8;
const ROW: [&str; 3] = ["later_who", "later_amount", "later_on"];

/// The same without empty rows among those of instalments.
pub(super) fn closed_up(fields: Fields) -> Fields {
    fields.closed_up(&ROW, ROWS)
}

/// What was typed; a row without anything is left out.
pub(super) fn typed(file: &CaseFile, fields: &Fields, faults: &mut Vec<FieldFault>) -> Vec<Planned> {
    let mut instalments = Vec::new();
    for place in 0..ROWS {
        let [who, day] = ["later_who", "later_on"].map(|name| fields.some(&format!("{name}-{place}")));
        let pointer = |field: &str| format!("/instalments/{place}/{field}");
        let amount = fen(fields, &format!("later_amount-{place}"), &pointer("amount_fen"), faults);
        if who.is_none() && day.is_none() && amount.is_none() {
            continue;
        }
        let person = who.and_then(|who| file.people.iter().find(|person| person.id.to_string() == who));
        let missing =
            [("person_id", person.is_none()), ("amount_fen", amount.is_none()), ("due_on", day.is_none())];
        let missing = missing.iter().filter(|(_, none)| *none);
        faults.extend(missing.map(|(field, _)| FieldFault::new(pointer(field), "required")));
        let typed = day.as_deref().map(str::parse);
        if matches!(typed, Some(Err(_))) {
            faults.push(FieldFault::new(pointer("due_on"), "not_a_date"));
        }
        let day = typed.and_then(Result::ok);
        if let (Some(person), Some(amount_fen), Some(due_on)) = (person, amount, day) {
            instalments.push(Planned { person_id: person.id, amount_fen, due_on });
        }
    }
    instalments
}

/// What stands in the fields before somebody types: the instalments on the table.
pub(super) fn filled(file: &CaseFile) -> Vec<(String, String)> {
    let last = file.steps.last().into_iter().flat_map(|step| &step.table.instalments);
    let row = |(place, one): (usize, &Planned)| {
        [
            (format!("later_who-{place}"), one.person_id.to_string()),
            (format!("later_amount-{place}"), money::plain(one.amount_fen)),
            (format!("later_on-{place}"), one.due_on.to_string()),
        ]
    };
    last.enumerate().flat_map(row).collect()
}

/// The rows as the page shows them.
pub(super) fn rows(file: &CaseFile, fields: &Fields) -> Vec<Value> {
    let row = |place: usize| {
        let text = |name: &str| fields.text(&format!("{name}-{place}")).to_owned();
        let chosen = text("later_who");
        let people = file.people.iter().map(|person| {
            let id = person.id.to_string();
            json!({ "chosen": id == chosen, "value": id, "label": person.who.name })
        });
        json!({
            "place": place, "people": people.collect::<Vec<_>>(), "amount": text("later_amount"), "on": text("later_on"),
        })
    };
    (0..ROWS).map(row).collect()
}

/// Instalments as a page tells them.
pub(super) fn told(file: &CaseFile, instalments: &[Planned]) -> Vec<Value> {
    let name = |id| file.people.iter().find(|person| person.id == id).map(|person| &person.who.name);
    let one =
        |one: &Planned| json!({ "name": name(one.person_id), "amount": one.amount_fen, "on": one.due_on });
    instalments.iter().map(one).collect()
}

/// Which field a pointer is about, with its words.
pub(super) fn field(reader: Reader<'_>, place: &str, last: &str) -> (String, String) {
    let name = match last {
        "person_id" => "later_who",
        "due_on" => "later_on",
        _ => "later_amount",
    };
    let place = if place.is_empty() { "0" } else { place };
    (format!("{name}-{place}"), reader.say("assistance-instalments"))
}
