//! Steps can't be skipped, repeated or taken in another order by asking for a route directly (security.md AC-12; ASVS V2.3.1):
//! every action in every state by everybody, of matters and of batches of payments.

use std::collections::BTreeSet;

use hechang::{
    catalog::{Performer, State, Workflow},
    config::Switch,
    identity::actor::Role,
};
use hechang_entity::{application, payment_batch};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    applications::ground::{at, consent, id},
    assistance::ground::accepted,
    payments::ground::{BATCHES, Cash, answer},
};

/// Who asks: staff of the city's office in one role each, and the citizen whose matter it is.
struct Asker<'a> {
    performer: Performer,
    person: Person<'a>,
}

async fn askers<'a>(town: &'a Town, citizen: &Person<'a>) -> Vec<Asker<'a>> {
    let mut all = vec![Asker { performer: Performer::Citizen, person: citizen.clone() }];
    for role in Role::ALL {
        all.push(Asker { performer: Performer::Staff(role), person: town.staff(role).await });
    }
    all
}

/// A body that each action takes.
fn body(town: &Town, action: &str) -> Value {
    match action {
        "submit" => consent(town, "judicial-assistance"),
        "withdraw" | "not_accept" => json!({ "reason": "so it is" }),
        "divert" => json!({ "reason": "so it is", "department": "the eighth" }),
        "request_correction" => {
            json!({ "requests": [{ "text": "the whole card, please" }], "override_reason": "seen late" })
        }
        _ => json!({}),
    }
}

impl Asker<'_> {
    async fn asks(&self, town: &Town, matter: &Value, action: &str) -> Answer {
        let own = self.performer == Performer::Citizen && ["submit", "withdraw"].contains(&action);
        let id = matter["id"].as_str().unwrap();
        let path = if own {
            format!("{}/{action}", at(matter))
        } else {
            format!("/api/v1/desk/applications/{id}/actions/{action}")
        };
        self.person.post(&path).json(&body(town, action)).await
    }
}

/// Puts a matter into a state, and everything else about it as it was.
async fn put(town: &Town, was: &application::Model, state: State) {
    let row = application::Model { state: state.as_str().to_owned(), ..was.clone() };
    let tx = town.app().db.begin().await.unwrap();
    application::Entity::update(row.into_active_model().reset_all()).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn now(town: &Town, matter: &Value) -> application::Model {
    application::Entity::find_by_id(id(matter)).one(town.app().db.read()).await.unwrap().unwrap()
}

/// The state that the table leads to.
fn leads(workflow: &Workflow, from: State, action: &str, by: Performer) -> Option<State> {
    let mut rows = workflow.rows.iter().filter(|row| row.action == action && row.from.contains(&from));
    rows.find(|row| row.by.contains(&by)).map(|row| row.to)
}

#[rstest]
#[tokio::test]
async fn a_matter_moves_as_the_table_says_whoever_asks_for_what(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (citizen, matter) = accepted(&town, "13800000001").await;
    let workflow = &town.app().catalog.service("judicial-assistance").unwrap().workflow;
    let actions: BTreeSet<_> = workflow.rows.iter().map(|row| row.action.clone()).collect();
    let askers = askers(&town, &citizen).await;
    let was = now(&town, &matter).await;
    let (mut refused, mut taken) = (0, BTreeSet::new());
    for from in workflow.states() {
        for (action, asker) in
            actions.iter().flat_map(|action| askers.iter().map(move |asker| (action, asker)))
        {
            put(&town, &was, from).await;
            let before = now(&town, &matter).await;
            let answer = asker.asks(&town, &matter, action).await;
            let after = now(&town, &matter).await;
            let row = leads(workflow, from, action, asker.performer);
            let told = format!("{from:?} {action} {:?}: {}", asker.performer, answer.status);
            if answer.status < 300 {
                assert_eq!(Some(after.state.as_str()), row.map(State::as_str), "{told}");
                taken.insert((from, action.clone()));
            } else {
                assert_eq!((after.state, after.version), (before.state, before.version), "{told}");
                assert!((400..500).contains(&answer.status), "{told}");
                assert!(row.is_none(), "{told} {}", answer.text());
                refused += 1;
            }
        }
    }
    let people = |row: &&hechang::catalog::Row| {
        row.by.iter().any(|by| matches!(by, Performer::Citizen | Performer::Staff(_)))
    };
    let rows = workflow
        .rows
        .iter()
        .filter(people)
        .flat_map(|row| row.from.iter().map(|from| (*from, row.action.clone())));
    assert_eq!(taken, rows.collect(), "a row that nobody could take");
    assert!(refused > 1_000, "{refused}");
}

/// What takes a batch by transfer on, from which states; whatever isn't here takes it nowhere.
const BATCH: [(&str, &[&str]); 5] = [
    ("approve", &["made"]),
    ("funds", &["approved"]),
    ("send", &["funded"]),
    ("cancel", &["made", "approved", "funded"]),
    ("results", &["sent"]),
];

#[rstest]
#[tokio::test]
async fn a_batch_of_payments_goes_one_way(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    for state in ["made", "approved", "funded", "sent", "done", "canceled"] {
        for (act, from) in BATCH.into_iter().filter(|(_, from)| !from.contains(&state)) {
            let batch = brought_to(&town, &cash, state).await;
            let answer = match act {
                "funds" => {
                    let body = json!({ "on": "2026-03-02" });
                    cash.maker
                        .post(&format!("{BATCHES}/{}/funds", batch["id"].as_str().unwrap()))
                        .json(&body)
                        .await
                }
                "results" => cash.answers(&batch, &answer(&batch, &["成功"])).await,
                _ => cash.act(&cash.checker, &batch, act).await,
            };
            assert!([409, 422].contains(&answer.status), "{act} in {state}: {}", answer.text());
            assert_eq!(cash.now(&batch).await["state"], state, "{act} in {state} from {from:?}");
        }
    }
}

/// The one batch, put into a state past the program.
async fn brought_to(town: &Town, cash: &Cash<'_>, state: &str) -> Value {
    let made = payment_batch::Entity::find().one(town.app().db.read()).await.unwrap();
    let id = if let Some(made) = made {
        made.id.to_string()
    } else {
        let batch = cash.makes("bank").await;
        cash.act(&cash.checker, &batch, "approve").await.expect(200);
        batch["id"].as_str().unwrap().to_owned()
    };
    let tx = town.app().db.begin().await.unwrap();
    let set = payment_batch::Entity::update_many().col_expr(payment_batch::Column::State, Expr::value(state));
    set.exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    cash.now(&json!({ "id": id })).await
}
