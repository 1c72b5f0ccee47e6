//! What an application stands on, put straight into the database: a center, papers, somebody at the desk.

use hechang::{
    applications::{
        model::NewRequest,
        service::{self, Move},
    },
    catalog::Performer,
    identity::actor::Role,
    platform::{
        change::{Author, Event},
        ids,
        vault::Place,
    },
};
use hechang_entity::{center, material, organ, staff_account};
use hechang_tests::{people::Person, town::Town};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

/// A complete form of a service, as the checked examples have it.
pub fn example(service: &str) -> Value {
    let file = format!("{}/fixtures/{service}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn text(words: &str) -> Value {
    json!({ "zh-CN": words, "bo-CN": words, "en": words })
}

/// Puts rows where no face puts them.
pub async fn put(town: &Town, work: impl AsyncFnOnce(&DatabaseTransaction)) {
    let change = town.app().change(Author::System).await.unwrap();
    work(change.db()).await;
    change.commit(Event::new("test.prepared", Uuid::nil()), ()).await.unwrap();
}

/// A center of a new procuratorate.
pub async fn center(town: &Town) -> Uuid {
    let id = ids::new_id();
    let organ = organ::Model {
        id,
        code: format!("test-{}", &id.to_string()[24..]),
        name: text("乃东区人民检察院"),
        short_name: None,
        kind: organ::Kind::Procuratorate,
        level: organ::Level::County,
        parent_id: None,
        partner: None,
        phone: None,
        contact: None,
        closed_at: None,
        version: 1,
    };
    put(town, async move |db| {
        organ::Entity::insert(organ.into_active_model()).exec_without_returning(db).await.unwrap();
    })
    .await;
    center_of(town, id).await
}

/// A center of this procuratorate.
pub async fn center_of(town: &Town, organ_id: Uuid) -> Uuid {
    let id = ids::new_id();
    let center = center::Model {
        id,
        code: format!("test-{}", &id.to_string()[24..]),
        organ_id,
        name: text("琼嘎顶社区12309检察服务中心"),
        address: text("琼嘎顶社区"),
        phone: "12309".into(),
        latitude: None,
        longitude: None,
        opening_hours: json!([]),
        closed_at: None,
        version: 1,
    };
    put(town, async move |db| {
        center::Entity::insert(center.into_active_model()).exec_without_returning(db).await.unwrap();
    })
    .await;
    id
}

/// A draft of a service, begun by somebody.
pub async fn drafts(person: &Person<'_>, center: Uuid, service: &str, form: &Value) -> Value {
    let body = json!({ "service_key": service, "center_id": center, "form": form });
    person.post("/api/v1/applications").json(&body).await.expect(201).json()
}

/// The address of an application.
pub fn at(application: &Value) -> String {
    format!("/api/v1/applications/{}", id(application))
}

/// The id of an application.
pub fn id(application: &Value) -> Uuid {
    application["id"].as_str().unwrap().parse().unwrap()
}

/// A paper for a line of the checklist, as if it had been uploaded.
pub async fn adds_paper(town: &Town, application: &Value, line: &str) {
    let row_id = ids::new_id();
    let place = Place { column: "material.filename", row: row_id };
    let material = material::Model {
        id: row_id,
        application_id: id(application),
        checklist_key: line.to_owned(),
        filename_sealed: town.app().vault.seal_json(place, &"photo.jpg").unwrap(),
        media_type: "image/jpeg".into(),
        size: 3,
        sha256: vec![0; 32],
        blob_key: row_id.to_string(),
        preview_key: None,
        state: "uploaded".into(),
        reason_sealed: None,
        judged_by: None,
        judged_at: None,
        uploaded_at: town.app().clock.now(),
        removed_at: None,
        screening: None,
    };
    put(town, async move |db| {
        material::Entity::insert(material.into_active_model()).exec_without_returning(db).await.unwrap();
    })
    .await;
}

/// Every paper that a complete application for assistance needs.
pub async fn adds_all_papers(town: &Town, application: &Value) {
    for line in ["identity", "harm_proof", "hardship_proof", "compensation_statement"] {
        adds_paper(town, application, line).await;
    }
}

/// The consent to a service's present text.
pub fn consent(town: &Town, service: &str) -> Value {
    let version = &town.app().catalog.service(service).unwrap().consent.version;
    json!({ "consent": { "version": version, "accepted": true } })
}

/// A complete application for assistance, sent.
pub async fn submits(town: &Town, person: &Person<'_>, center: Uuid) -> Value {
    let draft = drafts(person, center, "judicial-assistance", &example("judicial-assistance")).await;
    adds_all_papers(town, &draft).await;
    let submit = format!("{}/submit", at(&draft));
    person.post(&submit).json(&consent(town, "judicial-assistance")).await.expect(200).json()
}

/// Somebody at the desk.
pub async fn clerk(town: &Town, center: Uuid) -> Uuid {
    let id = ids::new_id();
    let db = town.app().db.read();
    let organ_id = center::Entity::find_by_id(center).one(db).await.unwrap().unwrap().organ_id;
    let account = staff_account::Model {
        id,
        username: format!("clerk-{id}"),
        password_hash: String::new(),
        organ_id,
        roles: json!(["reception"]),
        disabled_at: None,
        totp_sealed: None,
        totp_pending_sealed: None,
        totp_step: None,
        must_change_password: false,
        password_ends_at: None,
        department_id: None,
        holder_index: None,
        created_at: town.app().clock.now(),
    };
    put(town, async move |db| {
        staff_account::Entity::insert(account.into_active_model()).exec_without_returning(db).await.unwrap();
    })
    .await;
    id
}

/// The desk judges every paper well.
pub async fn judges_all(town: &Town, application: &Value) {
    use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
    let application = id(application);
    put(town, async move |db| {
        let all = material::Entity::update_many().filter(material::Column::ApplicationId.eq(application));
        all.col_expr(material::Column::State, Expr::value("accepted")).exec(db).await.unwrap();
    })
    .await;
}

/// The desk asks for what is missing.
pub async fn asks(town: &Town, clerk: Uuid, application: &Value, requests: Vec<NewRequest>) {
    judges_all(town, application).await;
    let change = town.app().change(Author::Staff(clerk)).await.unwrap();
    let held = service::hold(&change, id(application)).await.unwrap();
    service::ask(&change, &held, clerk, requests, None).await.unwrap();
    takes(town, change, held, "request_correction", None).await;
}

/// The desk takes a step.
pub async fn does(town: &Town, clerk: Uuid, application: &Value, action: &str, words: Option<&str>) {
    let change = town.app().change(Author::Staff(clerk)).await.unwrap();
    let held = service::hold(&change, id(application)).await.unwrap();
    takes(town, change, held, action, words).await;
}

async fn takes(
    town: &Town,
    change: hechang::platform::change::Change,
    held: hechang::applications::model::Application,
    action: &str,
    words: Option<&str>,
) {
    let by = [Performer::Staff(Role::Reception), Performer::Staff(Role::Reviewer)];
    let this = Move { action, by: &by, words, consent: None };
    let moved = service::step(town.app(), &change, held, this).await.unwrap();
    change.commit(Event::new("test.stepped", moved.id), ()).await.unwrap();
}
