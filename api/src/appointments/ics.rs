//! A visit as a calendar file (RFC 5545): when and where, not what for and not who.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use crate::{
    app::App,
    appointments::model::{Appointment, State},
    organs::model::Center,
    web::language::Language,
};

/// Octets of a line.
const LONGEST_LINE: usize = 75;

/// The file. A visit that was moved or cancelled replaces what the calendar has, by its id and a higher sequence.
pub fn file(app: &App, one: &Appointment, center: &Center, language: Language) -> String {
    let name = center.name.get(language);
    let summary = app.texts.say_with(language, "calendar-summary", &[("center", name)]);
    let cancelled = one.state == State::Cancelled;
    let status = if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed };
    let event = Event::new()
        .uid(&format!("{}@hechang", one.id))
        .timestamp(one.updated_at)
        .sequence(u32::try_from(one.version.saturating_sub(1)).unwrap_or_default())
        .starts(one.starts_at)
        .ends(one.ends_at)
        .summary(&summary)
        .location(center.address.get(language))
        .status(status)
        .done();
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//Hechang//Appointments//ZH"));
    calendar.append_property(("METHOD", if cancelled { "CANCEL" } else { "PUBLISH" }));
    folded(&calendar.push(event).to_string())
}

/// The crate folds after 75 octets and then adds a space, which makes 76; RFC 5545 §3.1 counts the space.
fn folded(file: &str) -> String {
    file.replace("\r\n ", "").split_inclusive("\r\n").map(fold).collect()
}

fn fold(line: &str) -> String {
    let (mut folded, mut octets) = (String::with_capacity(line.len()), 0);
    for sign in line.trim_end_matches("\r\n").chars() {
        if octets + sign.len_utf8() > LONGEST_LINE {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(sign);
        octets += sign.len_utf8();
    }
    folded + "\r\n"
}
