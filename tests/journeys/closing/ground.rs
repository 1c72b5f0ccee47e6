//! A case of which nothing is open.

use hechang::materials::files;
use hechang_entity::material;
use hechang_tests::{ask::Answer, people::Person, samples, town::Town};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::{
    assistance::ground::named,
    followup::ground::{Followed, visit},
};

/// A case that is paid and visited, its handler and the head of department.
pub struct Finished<'a> {
    pub followed: Followed<'a>,
    pub head: Person<'a>,
}

impl<'a> Finished<'a> {
    /// Of one person with 12,000 yuan, whose first visit was made and the others given up.
    pub async fn of_one(town: &'a Town) -> Self {
        Self::of(town, Followed::paid(town, &[12_000]).await).await
    }

    /// As [`Self::of_one`], when the money went another way.
    pub async fn of(town: &'a Town, followed: Followed<'a>) -> Self {
        scans(town).await;
        let first = followed.first().await;
        let voucher = [("kind", "voucher"), ("person_id", &followed.cash.case.person(0))];
        followed.sends(&first, &voucher, 7).await.expect(201);
        followed.records(&first, &followed.record()).await.expect(201);
        let given_up = json!({ "kind": "given_up", "reason": "已搬到拉萨" });
        for one in followed.visits().await.iter().filter(|one| one["state"] == "planned") {
            let path = format!("{}/changes", visit(one));
            followed.handler().post(&path).json(&given_up).await.expect(200);
        }
        Self { followed, head: named(town, "approver").await }
    }

    pub fn handler(&self) -> &Person<'a> {
        self.followed.handler()
    }

    pub fn owner(&self) -> &Person<'a> {
        &self.followed.cash.owners[0]
    }

    pub fn at(&self) -> String {
        format!("{}/closing", self.followed.cash.case.at())
    }

    pub async fn now(&self) -> Value {
        self.handler().get(&self.at()).await.expect(200).json()
    }

    pub async fn asks(&self) -> Answer {
        asks(self.handler(), &self.at()).await
    }

    pub async fn confirms(&self) -> Answer {
        self.head.post(&format!("{}/confirm", self.at())).patiently().await
    }

    /// Closes the case.
    pub async fn closes(&self) -> Value {
        self.asks().await.expect(201);
        self.confirms().await.expect(200).json()
    }
}

/// Gives the papers of the town their bytes: those of other journeys are rows alone.
pub async fn scans(town: &Town) {
    let app = town.app();
    for paper in material::Entity::find().all(app.db.read()).await.unwrap() {
        let file = files::write(app, &samples::jpeg(5)).await.unwrap();
        let tx = app.db.begin().await.unwrap();
        let row = material::ActiveModel { blob_key: Set(file.to_string()), ..paper.into_active_model() };
        row.update(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

pub async fn asks(by: &Person<'_>, at: &str) -> Answer {
    by.post(at).json(&json!({ "note": "救助金已用于学费，生活稳定。" })).await
}

/// The codes of what is open.
pub fn open(problem: &Value, member: &str) -> Vec<String> {
    let all = problem[member].as_array().unwrap();
    all.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}
