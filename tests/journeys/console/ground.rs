//! What the console stands on: the demonstration's center, matters that were sent to it, and somebody at a screen.

use hechang::{
    identity::actor::Role,
    platform::{
        change::{Author, Event},
        vault::Place,
    },
};
use hechang_entity::{audit_entry, material};
use hechang_tests::{
    browser::{Browser, Page},
    people::{Person, login},
    town::Town,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

pub use crate::applications::ground::{adds_paper, at, consent, drafts, example, id, judges_all, submits};

/// The demonstration's center, whose matters the city's staff may open.
pub fn center(town: &Town) -> Uuid {
    let file = std::fs::read(town.folder().join("demo.json")).unwrap();
    let demo: Value = serde_json::from_slice(&file).unwrap();
    demo["center_id"].as_str().unwrap().parse().unwrap()
}

/// A complete application for assistance, sent to the demonstration's center.
pub async fn sent(town: &Town, person: &Person<'_>) -> Value {
    submits(town, person, center(town)).await
}

/// Somebody of the city's staff at a screen, signed in.
pub async fn desk(town: &Town, role: Role) -> Browser<'_> {
    desk_of(town, role, "540500", "zh-CN").await
}

/// Somebody of another organ's staff at a screen, signed in.
pub async fn desk_of<'a>(town: &'a Town, role: Role, organ: &str, language: &'static str) -> Browser<'a> {
    let browser = town.browser(language);
    let (page, login) = (browser.open("/console/sign-in").await, login(town, role, organ));
    let fields = [
        ("username", login["username"].as_str().unwrap()),
        ("password", login["password"].as_str().unwrap()),
    ];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

/// The page of a matter.
pub fn page(application: &Value) -> String {
    format!("/console/applications/{}", id(application))
}

/// The page of an action.
pub fn action(application: &Value, key: &str) -> String {
    format!("{}/actions/{key}", page(application))
}

/// Fails, showing the page, when it has a text.
#[track_caller]
pub fn lacks(page: &Page, text: &str) {
    assert!(!page.text().contains(text), "{} has {text:?}: {}", page.path, page.text());
}

/// The id of the paper of a line.
pub async fn paper(town: &Town, application: &Value, line: &str) -> Uuid {
    let papers = material::Entity::find().filter(material::Column::ApplicationId.eq(id(application)));
    let papers = papers.filter(material::Column::ChecklistKey.eq(line)).order_by_desc(material::Column::Id);
    papers.one(town.app().db.read()).await.unwrap().unwrap().id
}

/// Staff reject the newest paper of a line.
pub async fn rejects(town: &Town, application: &Value, line: &str, reason: &str) {
    let paper = paper(town, application, line).await;
    let place = Place { column: "material.reason", row: paper };
    let change = town.app().change(Author::System).await.unwrap();
    let judged = material::ActiveModel {
        id: Set(paper),
        state: Set("rejected".into()),
        reason_sealed: Set(Some(town.app().vault.seal_json(place, &reason).unwrap())),
        ..Default::default()
    };
    material::Entity::update(judged).exec_without_returning(change.db()).await.unwrap();
    change.commit(Event::new("test.prepared", paper), ()).await.unwrap();
}

/// How often something was done to an application, as the audit record has it.
pub async fn recorded(town: &Town, application: &Value, action: &str) -> u64 {
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::SubjectId.eq(id(application)));
    entries.filter(audit_entry::Column::Action.eq(action)).count(town.app().db.read()).await.unwrap()
}
