//! Many at once: no slot takes more than its capacity, no acknowledged booking is lost, whatever comes between.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use futures_util::future::join_all;
use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::{Answer, Method},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    process::Process,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{SERVICE, asks_for, at, makes_schedule, slots};

const CROWD: usize = 120;
const TUESDAY: &str = "2026-03-03";

fn phone(number: usize) -> String {
    format!("138{number:08}")
}

async fn crowd(town: &Town) -> Vec<Person<'_>> {
    let mut people = Vec::new();
    for number in 0..CROWD {
        people.push(town.citizen(&phone(number)).await);
    }
    people
}

/// Tries one slot after the other, each citizen from another one on; answers the booking that was acknowledged.
async fn finds_a_place(person: &Person<'_>, slots: &[Value], number: usize) -> Option<Value> {
    for slot in slots.iter().cycle().skip(number % slots.len()).take(slots.len()) {
        let answer = patiently(async || asks_for(person, slot).await).await;
        if answer.status == 201 {
            return Some(answer.json());
        }
        answer.expect_problem(409, "slot_full");
    }
    None
}

/// Asks again while the answer is that there are too many at once, as a client does.
async fn patiently(ask: impl AsyncFn() -> Answer) -> Answer {
    loop {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
    }
}

fn by_slot(bookings: &[Value]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for booking in bookings {
        *counted.entry(booking["slot"]["id"].to_string()).or_default() += 1;
    }
    counted
}

#[rstest]
#[tokio::test]
async fn a_crowd_fills_every_place_and_no_more(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let people = crowd(&town).await;
    let five = slots(&town, TUESDAY).await[..5].to_vec();
    let asking = people.iter().enumerate().map(|(number, person)| finds_a_place(person, &five, number));
    let found: Vec<_> = join_all(asking).await;
    let booked: Vec<Value> = found.iter().flatten().cloned().collect();
    let counted = by_slot(&booked);
    assert!(counted.len() == 5 && counted.values().all(|count| *count == 5), "{counted:?}");
    assert!(slots(&town, TUESDAY).await[..5].iter().all(|slot| slot["free"] == 0 && slot["capacity"] == 5));
    for (person, found) in people.iter().zip(found) {
        let own = person.get("/api/v1/appointments").await.expect(200).json();
        assert_eq!(own["items"], json!(found.into_iter().collect::<Vec<_>>()));
    }
    let tickets: BTreeSet<_> = booked.iter().map(|one| one["ticket_code"].to_string()).collect();
    assert_eq!(tickets.len(), booked.len());
}

/// Books, moves back and forth, and sometimes cancels.
async fn wanders(person: &Person<'_>, slots: &[Value], number: usize) {
    let Some(mut mine) = finds_a_place(person, slots, number).await else { return };
    for step in 1..4 {
        let target = &slots[(number + step) % slots.len()];
        let read = person.get(&at(&mine)).await.expect(200);
        let body = json!({ "slot_id": target["id"] });
        let ask = async || person.put(&at(&mine)).if_match(&read.etag()).json(&body).await;
        let moved = patiently(ask).await;
        match moved.status {
            200 => mine = moved.json(),
            _ => assert_eq!(moved.expect_problem(409, "slot_full")["status"], 409),
        }
    }
    if number.is_multiple_of(3) {
        person.delete(&at(&mine)).await.expect(204);
    }
}

#[rstest]
#[tokio::test]
async fn moving_cancelling_and_changing_capacity_keep_to_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "weekday": 2, "from": "09:30", "to": "11:30", "slot_minutes": 30, "capacity": 4,
        "service_key": SERVICE, "effective_from": "2026-03-01" });
    let schedule = makes_schedule(&admin, &town, &body).await.expect(201).json();
    let people: Vec<_> = crowd(&town).await.into_iter().take(48).collect();
    let capacity = |slot: &Value| slot["capacity"] == 4;
    let all: Vec<Value> = slots(&town, TUESDAY).await.into_iter().filter(capacity).collect();
    assert_eq!(all.len(), 4);
    let change = async {
        for (version, capacity) in [(1, 6), (2, 2), (3, 3)] {
            let path = format!("/api/v1/desk/schedules/{}", schedule["id"].as_str().unwrap());
            let (version, wanted) = (format!("\"{version}\""), json!({ "capacity": capacity }));
            patiently(async || admin.put(&path).if_match(&version).json(&wanted).await).await.expect(200);
        }
    };
    let asking = people.iter().enumerate().map(|(number, person)| wanders(person, &all, number));
    futures_util::join!(join_all(asking), change);

    let mut standing = Vec::new();
    for person in &people {
        let own = person.get("/api/v1/appointments").await.expect(200).json();
        standing
            .extend(own["items"].as_array().unwrap().iter().filter(|one| one["state"] == "booked").cloned());
    }
    let counted = by_slot(&standing);
    for slot in
        slots(&town, TUESDAY).await.iter().filter(|slot| all.iter().any(|one| one["id"] == slot["id"]))
    {
        let (taken, capacity, free) =
            (counted.get(&slot["id"].to_string()).copied().unwrap_or(0), &slot["capacity"], &slot["free"]);
        assert!(taken <= 6, "{taken} in {slot}");
        assert_eq!(capacity.as_u64().unwrap() - free.as_u64().unwrap(), taken as u64, "{slot}");
    }
}

#[rstest]
#[tokio::test]
async fn two_who_change_places_do_not_wait_for_each_other(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let both = slots(&town, TUESDAY).await[..2].to_vec();
    let people = [town.citizen(&phone(1)).await, town.citizen(&phone(2)).await];
    let mut mine = Vec::new();
    for (person, slot) in people.iter().zip(&both) {
        mine.push(asks_for(person, slot).await.expect(201).json());
    }
    for round in 0..10 {
        let moves = people.iter().zip(&mine).enumerate().map(|(number, (person, one))| {
            let target = json!({ "slot_id": both[(number + round + 1) % 2]["id"] });
            let ask = person.put(&at(one)).if_match("*").json(&target);
            async { ask.await.expect(200) }
        });
        join_all(moves).await;
    }
    let free: Vec<_> = slots(&town, TUESDAY).await[..2].iter().map(|slot| slot["free"].clone()).collect();
    assert_eq!(free, [4, 4]);
}

/// What a citizen of the crowd has in hand while the program is killed.
struct Asker {
    tokens: Value,
    key: String,
    slot: Value,
}

impl Asker {
    async fn sign_in(process: &Process, number: usize, slot: Value) -> Self {
        let phone = phone(number);
        let ask = |path: &str, body: Value| process.ask(Method::POST, path).json(&body);
        let asked = ask("/api/v1/auth/otp", json!({ "phone": phone })).await.expect(202).json();
        let sent =
            process.ask(Method::GET, &format!("/sandbox/messages.json?to={phone}")).await.expect(200).json();
        let code =
            sent["items"].as_array().unwrap().iter().find_map(|message| message["params"]["code"].as_str());
        let answer = json!({ "challenge_id": asked["challenge_id"], "code": code });
        let tokens = ask("/api/v1/auth/otp/verify", answer).await.expect(200).json();
        Self { tokens, key: format!("crowd-{number}"), slot }
    }

    /// The clock is back where it was set to, before the tokens that were given out: asks for new ones.
    async fn wakes_up(&mut self, process: &Process) {
        let old = json!({ "refresh_token": self.tokens["refresh_token"] });
        let tokens = process.ask(Method::POST, "/api/v1/auth/refresh").json(&old).await;
        self.tokens = tokens.expect(200).json();
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.tokens["access_token"].as_str().unwrap())
    }

    /// Asks once; nothing when there was no answer.
    async fn ask(&self, process: &Process) -> Option<(u16, Value)> {
        let body = json!({ "slot_id": self.slot["id"], "service_key": SERVICE });
        let request = process.http.post(process.url("/api/v1/appointments")).json(&body);
        let request = request.header("authorization", self.bearer()).header("idempotency-key", &self.key);
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.json().await.ok()?))
    }
}

#[rstest]
#[tokio::test]
async fn what_was_acknowledged_outlives_a_kill(#[values(Sqlite, Postgres)] db: Db) {
    let settings = [("HECHANG_LIMITS", "off"), ("HECHANG_CLOCK", "2026-03-02T02:00:00Z")];
    let mut process = Process::start(db, &settings).await;
    let center = process.demo().unwrap()["center_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/centers/{center}/slots?service={SERVICE}&from={TUESDAY}&to={TUESDAY}");
    let free = async |process: &Process| {
        let answer = process.ask(Method::GET, &path).await.expect(200).json();
        answer["items"].as_array().unwrap()[..5].to_vec()
    };
    let five = free(&process).await;
    let mut askers = Vec::new();
    for number in 0..CROWD {
        askers.push(Asker::sign_in(&process, number, five[number % 5].clone()).await);
    }

    let acknowledged = AtomicUsize::new(0);
    let asking = join_all(askers.iter().map(async |asker| {
        let answer = asker.ask(&process).await.filter(|(status, _)| *status == 201);
        acknowledged.fetch_add(usize::from(answer.is_some()), Ordering::SeqCst);
        answer.map(|(_, booked)| booked)
    }));
    let killing = async {
        while acknowledged.load(Ordering::SeqCst) < 8 {
            tokio::task::yield_now().await;
        }
        process.signal_kill();
    };
    let (first, ()) = futures_util::join!(asking, killing);
    process.kill();
    let before = first.iter().flatten().count();
    assert!((8..=25).contains(&before), "{before} were acknowledged");

    process.start_again().await;
    for asker in &mut askers {
        asker.wakes_up(&process).await;
    }
    let again = join_all(askers.iter().map(async |asker| {
        loop {
            let answer = asker.ask(&process).await;
            if answer.as_ref().is_none_or(|(status, _)| *status != 503) {
                return answer;
            }
        }
    }))
    .await;
    let mut booked = Vec::new();
    for (first, again) in first.iter().zip(again) {
        let (status, again) = again.expect("an answer");
        match first {
            Some(first) => assert_eq!((status, &again), (201, first), "a retry gets the same booking"),
            None => assert!(status == 201 || again["code"] == "slot_full", "{again}"),
        }
        booked.extend(Some(again).filter(|_| status == 201));
    }
    let counted = by_slot(&booked);
    assert!(counted.len() == 5 && counted.values().all(|count| *count == 5), "{counted:?}");
    assert!(free(&process).await.iter().all(|slot| slot["free"] == 0 && slot["capacity"] == 5));
    for (asker, first) in askers.iter().zip(&first) {
        let list = process.ask(Method::GET, "/api/v1/appointments").header("authorization", &asker.bearer());
        let list = list.await.expect(200).json();
        let items = list["items"].as_array().unwrap();
        assert!(items.len() <= 1);
        assert!(first.is_none() || items.first() == first.as_ref(), "{list}");
    }
}
