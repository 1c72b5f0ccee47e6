//! What a booking stands on: the demonstration center's schedules, and slots as a citizen finds them.

use hechang_tests::{ask::Answer, people::Person, town::Town};
use serde_json::{Value, json};

pub const SERVICE: &str = "judicial-assistance";

/// The demonstration's center.
pub fn center(town: &Town) -> String {
    let file = std::fs::read(town.folder().join("demo.json")).unwrap();
    let demo: Value = serde_json::from_slice(&file).unwrap();
    demo["center_id"].as_str().unwrap().to_owned()
}

/// The address of a center's slots on the days of a span.
pub fn slots_at(town: &Town, from: &str, to: &str) -> String {
    format!("/api/v1/centers/{}/slots?service={SERVICE}&from={from}&to={to}", center(town))
}

/// The slots of a day.
pub async fn slots(town: &Town, day: &str) -> Vec<Value> {
    let answer = town.get(&slots_at(town, day, day)).await.expect(200).json();
    answer["items"].as_array().unwrap().clone()
}

/// A slot of a day, as it is now.
pub async fn slot(town: &Town, day: &str, from: &str) -> Value {
    let slots = slots(town, day).await;
    slots
        .into_iter()
        .find(|slot| slot["from"] == from)
        .unwrap_or_else(|| panic!("no slot on {day} at {from}"))
}

/// Asks for a place in a slot.
pub async fn asks_for(person: &Person<'_>, slot: &Value) -> Answer {
    let body = json!({ "slot_id": slot["id"], "service_key": SERVICE });
    person.post("/api/v1/appointments").json(&body).await
}

/// Books a place in a slot.
pub async fn books(person: &Person<'_>, slot: &Value) -> Value {
    asks_for(person, slot).await.expect(201).json()
}

/// The address of an appointment.
pub fn at(appointment: &Value) -> String {
    format!("/api/v1/appointments/{}", appointment["id"].as_str().unwrap())
}

/// What was sent to a phone, newest first, without one-time codes.
pub async fn messages(town: &Town, phone: &str) -> Vec<Value> {
    let sent = town.get(&format!("/sandbox/messages.json?to={phone}")).await.expect(200).json();
    let items = sent["items"].as_array().unwrap().clone();
    items.into_iter().filter(|message| message["params"].get("code").is_none()).collect()
}

/// Makes a schedule at the center.
pub async fn makes_schedule(admin: &Person<'_>, town: &Town, body: &Value) -> Answer {
    admin.post(&format!("/api/v1/desk/centers/{}/schedules", center(town))).json(body).await
}
