//! A case that is looked into.

use hechang::{
    identity::{
        actor::Role,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::{Answer, Ask, faults},
    people::{Person, sign_in},
    samples,
    town::Town,
};
use serde_json::{Value, json};

use crate::assistance::ground::{Case, Office};

pub const TASKS: &str = "/api/v1/desk/investigation/tasks";
pub const REQUESTS: &str = "/api/v1/desk/investigation/requests";
/// A procuratorate that is asked.
pub const COUNTY: &str = "540527";

/// A case of the city's office, and a handler of the county's.
pub struct Looked<'a> {
    pub office: Office<'a>,
    pub case: Case<'a>,
    pub county: Person<'a>,
}

impl<'a> Looked<'a> {
    pub async fn into(town: &'a Town, phone: &str) -> Self {
        let office = Office::funded(town, 100_000).await;
        let case = office.case(town, phone).await;
        Self { office, case, county: town.staff_of(COUNTY, Role::Reviewer).await }
    }

    pub fn handler(&self) -> &Person<'a> {
        &self.case.handler
    }

    pub fn at(&self) -> String {
        format!("{}/tasks", self.case.at())
    }

    pub async fn makes(&self, body: &Value) -> Answer {
        self.handler().post(&self.at()).json(body).await
    }

    /// The address of a task that was made.
    pub async fn task(&self, body: Value) -> String {
        at(&self.makes(&body).await.expect(201).json())
    }

    pub async fn visit(&self) -> String {
        self.task(json!({ "kind": "home_visit", "text": "看家里的情况" })).await
    }

    /// A request to the county: the task's address and the request's.
    pub async fn request(&self) -> (String, String) {
        let task = self.task(request()).await;
        let request = task.replace(TASKS, REQUESTS);
        (task, request)
    }

    pub async fn notes(&self, task: &str, note: &Value) -> Answer {
        self.handler().post(&format!("{task}/notes")).json(note).await
    }

    pub async fn now(&self, task: &str) -> Value {
        self.handler().get(task).await.expect(200).json()
    }

    /// The county does something with a request.
    pub async fn county_does(&self, request: &str, action: &str, body: Value) -> Answer {
        self.county.post(&format!("{request}/actions/{action}")).json(&body).await
    }
}

/// What the county is asked.
pub fn request() -> Value {
    json!({ "kind": "request_organ", "organ_code": COUNTY, "text": "请核实扎西一家在贵县的收入" })
}

/// What two people found at somebody's home.
pub fn note() -> Value {
    json!({ "held_on": "2026-03-02", "text": "一家五口，只有一人能劳动", "place": "琼嘎顶社区三组", "second": "approver" })
}

/// Two values as one.
pub fn with(mut value: Value, mut more: Value) -> Value {
    value.as_object_mut().unwrap().append(more.as_object_mut().unwrap());
    value
}

pub fn at(task: &Value) -> String {
    format!("{TASKS}/{}", task["id"].as_str().unwrap())
}

/// Nothing was done, for exactly this fault.
#[track_caller]
pub fn refused(answer: Answer, fault: &str) {
    assert_eq!(faults(&answer.expect_problem(422, "invalid")), [fault]);
}

/// Another member of some organ's staff.
pub async fn member<'a>(town: &'a Town, organ: &str, role: Role) -> Person<'a> {
    let (username, password) =
        (format!("{role:?}-{organ}").to_lowercase(), "a lake under the white mountain");
    let change = town.app().change(Author::System).await.unwrap();
    let organ_id = organs::service::organ_by_code(change.db(), organ).await.unwrap().id;
    let stored = staff::password(password.to_owned()).await.unwrap();
    let roles = vec![role];
    let new = NewStaff {
        username: username.clone(),
        password: stored,
        organ_id,
        department_id: None,
        roles,
        holder: None,
    };
    staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ_id), ()).await.unwrap();
    sign_in(town, &username, password).await
}

/// A picture for a task or an answer.
pub fn sends(person: &Person<'_>, place: &str, seed: u8) -> Ask {
    let ask = person.post(&format!("{place}/files"));
    ask.upload(&[], "照片.jpg", "image/jpeg", samples::jpeg(seed))
}
