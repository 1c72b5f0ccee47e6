//! The main job from the wall to the window, as an outside client sees it: only the contract's routes, the built binary in a process of
//! its own, and a restart in the end.

use std::io::Cursor;

use hechang_tests::{
    ask::{Ask, Method, faults},
    database::Db::{self, Postgres, Sqlite},
    process::Process,
};
use image::{ImageFormat, RgbImage};
use rstest::rstest;
use serde_json::{Value, json};

use crate::applications::ground::example;

const PHONE: &str = "13800000001";
const MONDAY: &str = "2026-03-02T02:00:00Z";
const PAPERS: [&str; 4] = ["identity", "harm_proof", "hardship_proof", "compensation_statement"];

/// Somebody with a bearer token.
struct Client<'a> {
    process: &'a Process,
    bearer: String,
}

impl<'a> Client<'a> {
    async fn citizen(process: &'a Process, phone: &str) -> Self {
        let asked = post(process, "/api/v1/auth/otp", &json!({ "phone": phone })).await.expect(202).json();
        let messages =
            process.ask(Method::GET, &format!("/sandbox/messages.json?to={phone}")).await.expect(200).json();
        let code = messages["items"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|message| message["params"]["code"].as_str());
        let answer = json!({ "challenge_id": asked["challenge_id"], "code": code });
        Self::with(process, &post(process, "/api/v1/auth/otp/verify", &answer).await.expect(200).json())
    }

    async fn staff(process: &'a Process, role: &str) -> Self {
        let demo = process.demo().unwrap();
        let logins = demo["staff"].as_array().unwrap();
        let login =
            logins.iter().find(|login| login["roles"] == json!([role]) && login["organ_code"] == "540500");
        let login = json!({ "username": login.unwrap()["username"], "password": login.unwrap()["password"] });
        Self::with(process, &post(process, "/api/v1/auth/staff", &login).await.expect(200).json())
    }

    fn with(process: &'a Process, tokens: &Value) -> Self {
        Self { process, bearer: format!("Bearer {}", tokens["access_token"].as_str().unwrap()) }
    }

    fn ask(&self, method: Method, path: &str) -> Ask {
        self.process.ask(method, path).header("authorization", &self.bearer)
    }

    fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    fn post(&self, path: &str, body: &Value) -> Ask {
        self.ask(Method::POST, path).json(body)
    }

    async fn uploads(&self, application: &str, line: &str) -> Value {
        let (path, fields) = (format!("{application}/materials"), [("checklist_key", line)]);
        self.ask(Method::POST, &path)
            .upload(&fields, "photo.jpg", "image/jpeg", photo(line))
            .await
            .expect(201)
            .json()
    }
}

fn post(process: &Process, path: &str, body: &Value) -> Ask {
    process.ask(Method::POST, path).json(body)
}

/// A small photograph, another one for each line.
fn photo(line: &str) -> Vec<u8> {
    let shade = line.bytes().fold(0, u8::wrapping_add);
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(320, 240, image::Rgb([shade, 120, 90]))
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

#[rstest]
#[tokio::test]
async fn from_the_wall_to_the_window_and_over_a_restart(#[values(Sqlite, Postgres)] db: Db) {
    let mut process = Process::start(db, &[("HECHANG_CLOCK", MONDAY), ("HECHANG_LIMITS", "off")]).await;
    let application = applies(&process).await;
    let sent = is_corrected_and_accepted(&process, &application).await;
    let kept = books_moves_and_cancels(&process, &sent).await;

    process.terminate();
    assert!(process.ended().await.success());
    process.start_again().await;
    let zhuoma = Client::citizen(&process, PHONE).await;
    let after = zhuoma.get(&application).await.expect(200).json();
    assert_eq!(after, sent);
    let kept_papers = after["materials"].as_array().unwrap();
    let harm = kept_papers.iter().find(|paper| paper["checklist_key"] == "harm_proof").unwrap();
    let material = format!("{application}/materials/{}/content", text(harm, "id"));
    assert_eq!(zhuoma.get(&material).await.expect(200).body, photo("harm_proof"));
    let appointments = zhuoma.get("/api/v1/appointments").await.expect(200).json();
    assert_eq!(
        appointments["items"].as_array().unwrap().iter().find(|one| one["id"] == kept["id"]),
        Some(&kept)
    );
}

/// Scan → draft → every gap named → filled, photographed, sent → tracked. Answers the application's address.
pub async fn applies(process: &Process) -> String {
    let demo = process.demo().unwrap();
    let code = text(&demo, "qr_code");
    let target = process.ask(Method::GET, &format!("/api/v1/qr/{code}")).await.expect(200).json();
    assert_eq!((&target["purpose"], &target["center"]["id"]), (&json!("center"), &demo["center_id"]));
    let page = process.ask(Method::GET, &format!("/q/{code}")).page().await.expect(303);
    assert!(page.header("location").contains("/c/"));

    let zhuoma = Client::citizen(process, PHONE).await;
    let draft = json!({ "service_key": "judicial-assistance", "center_id": demo["center_id"], "qr_code": code, "form": {} });
    let begun = zhuoma.post("/api/v1/applications", &draft).key("begin-1").await.expect(201);
    let (path, tag) = (begun.header("location").to_owned(), begun.header("etag").to_owned());
    let again = zhuoma.post("/api/v1/applications", &draft).key("begin-1").await.expect(201).json();
    assert_eq!(again["id"], begun.json()["id"]);

    let service = process.ask(Method::GET, "/api/v1/services/judicial-assistance").await.expect(200).json();
    let consent = json!({ "consent": { "version": service["consent"]["version"], "accepted": true } });
    let submit = format!("{path}/submit");
    let gaps = zhuoma.post(&submit, &consent).language("en").await.expect_problem(422, "invalid");
    let named = faults(&gaps);
    for pointer in
        ["/form/applicant", "/form/case", "/form/hardship", "/checklist/identity", "/checklist/harm_proof"]
    {
        assert!(named.iter().any(|fault| fault.starts_with(pointer)), "{pointer} in {named:?}");
    }

    let form = json!({ "form": example("judicial-assistance") });
    zhuoma.ask(Method::PUT, &path).json(&form).await.expect_problem(428, "precondition_required");
    zhuoma.ask(Method::PUT, &path).json(&form).if_match(&tag).await.expect(200);
    zhuoma
        .ask(Method::PUT, &path)
        .json(&form)
        .if_match(&tag)
        .await
        .expect_problem(412, "precondition_failed");
    for line in PAPERS {
        zhuoma.uploads(&path, line).await;
    }
    let sent = zhuoma.post(&submit, &consent).key("send-1").await.expect(200).json();
    assert_eq!((&sent["state"], &sent["due_on"]), (&json!("submitted"), &json!("2026-03-09")));
    is_tracked(process, text(&sent, "receipt_no")).await;
    is_hidden_from_others(process, &path).await;
    path
}

async fn is_tracked(process: &Process, receipt: &str) {
    let pair = |tail: &str| json!({ "receipt_no": receipt, "phone_tail": tail });
    let tracked = post(process, "/api/v1/tracking", &pair("0001")).await.expect(200);
    assert_eq!(tracked.json()["state"], "submitted");
    assert!(!tracked.text().contains("次仁卓玛"));
    post(process, "/api/v1/tracking", &pair("9999")).await.expect_problem(404, "not_found");
}

/// Another citizen gets the answer of what doesn't exist, to the letter but for its address.
async fn is_hidden_from_others(process: &Process, path: &str) {
    let other = Client::citizen(process, "13800000002").await;
    let nothing = "/api/v1/applications/00000000-0000-7000-8000-000000000000";
    let told = async |path: &str| {
        let mut problem = other.get(path).await.expect_problem(404, "not_found");
        problem["instance"].take();
        problem
    };
    assert_eq!(told(path).await, told(nothing).await);
}

/// A rejected photograph → one complete list → a better photograph → accepted, with the ten working days of review.
pub async fn is_corrected_and_accepted(process: &Process, path: &str) -> Value {
    let clerk = Client::staff(process, "reception").await;
    let desk = path.replace("/applications/", "/desk/applications/");
    let queue = clerk.get("/api/v1/desk/applications").await.expect(200).json();
    assert_eq!(queue["items"].as_array().unwrap().len(), 1);
    clerk
        .post(&format!("{desk}/actions/accept"), &json!({}))
        .await
        .expect_problem(409, "materials_not_judged");
    judges(&clerk, &desk, Some("identity")).await;
    let list = json!({ "requests": [{ "checklist_key": "identity", "text": "照片模糊，请重拍" }] });
    let asked = clerk.post(&format!("{desk}/actions/request_correction"), &list).await.expect(200).json();
    assert_eq!(asked["state"], "correction");

    let zhuoma = Client::citizen(process, PHONE).await;
    let mine = zhuoma.get(path).await.expect(200).json();
    assert_eq!(mine["requests"], list["requests"]);
    let rejected =
        mine["materials"].as_array().unwrap().iter().find(|file| file["state"] == "rejected").unwrap();
    zhuoma.ask(Method::DELETE, &format!("{path}/materials/{}", text(rejected, "id"))).await.expect(204);
    let (better, fields) = (photo("a better photo"), [("checklist_key", "identity")]);
    let upload = zhuoma.ask(Method::POST, &format!("{path}/materials"));
    upload.upload(&fields, "重拍.jpg", "image/jpeg", better).await.expect(201);
    let again = zhuoma.post(&format!("{path}/submit"), &json!({})).await.expect(200).json();
    assert_eq!(again["state"], "submitted");

    judges(&clerk, &desk, None).await;
    let accepted =
        clerk.post(&format!("{desk}/actions/accept"), &json!({})).key("accept-1").await.expect(200).json();
    assert_eq!((&accepted["state"], &accepted["due_on"]), (&json!("accepted"), &json!("2026-03-16")));
    clerk.post(&format!("{desk}/actions/accept"), &json!({})).await.expect_problem(409, "action_not_allowed");
    zhuoma.get(path).await.expect(200).json()
}

/// Rejects the papers of a line and accepts all others.
async fn judges(clerk: &Client<'_>, desk: &str, rejected: Option<&str>) {
    let matter = clerk.get(desk).await.expect(200).json();
    for file in matter["materials"].as_array().unwrap() {
        let review = format!("{desk}/materials/{}/review", text(file, "id"));
        let judgment = if Some(text(file, "checklist_key")) == rejected {
            json!({ "state": "rejected", "reason": "照片模糊，请重拍" })
        } else {
            json!({ "state": "accepted" })
        };
        clerk.ask(Method::PUT, &review).json(&judgment).await.expect(200);
    }
}

/// Books, moves, books another and cancels that. Answers the appointment that stays.
async fn books_moves_and_cancels(process: &Process, application: &Value) -> Value {
    let zhuoma = Client::citizen(process, PHONE).await;
    let center = text(application, "center_id");
    let slots =
        format!("/api/v1/centers/{center}/slots?service=judicial-assistance&from=2026-03-03&to=2026-03-06");
    let free = process.ask(Method::GET, &slots).await.expect(200).json();
    let slot = |place: usize| free["items"][place]["id"].clone();
    let booking = |place| json!({ "slot_id": slot(place), "service_key": "judicial-assistance", "application_id": application["id"] });
    let booked = zhuoma.post("/api/v1/appointments", &booking(0)).key("book-1").await.expect(201);
    let again = zhuoma.post("/api/v1/appointments", &booking(0)).key("book-1").await.expect(201);
    assert_eq!(again.json()["id"], booked.json()["id"]);
    zhuoma.post("/api/v1/appointments", &booking(0)).await.expect_problem(409, "already_booked");

    let path = format!("/api/v1/appointments/{}", text(&booked.json(), "id"));
    let move_to = json!({ "slot_id": slot(3) });
    let moving = zhuoma.ask(Method::PUT, &path).json(&move_to).if_match(booked.header("etag"));
    let moved = moving.await.expect(200).json();
    assert_eq!((&moved["slot"]["id"], &moved["state"]), (&slot(3), &json!("booked")));
    let ticket = zhuoma.get(&format!("{path}/ticket.svg")).await.expect(200);
    assert!(ticket.text().contains("<svg"));
    assert!(
        zhuoma
            .get(&format!("{path}/calendar.ics"))
            .await
            .expect(200)
            .text()
            .starts_with("BEGIN:VCALENDAR\r\n")
    );

    let other = zhuoma.post("/api/v1/appointments", &booking(5)).await.expect(201).json();
    let other = format!("/api/v1/appointments/{}", text(&other, "id"));
    zhuoma.ask(Method::DELETE, &other).await.expect(204);
    assert_eq!(zhuoma.get(&other).await.expect(200).json()["state"], "cancelled");
    zhuoma.get(&path).await.expect(200).json()
}
