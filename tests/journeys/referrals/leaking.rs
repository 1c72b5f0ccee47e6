//! A partner meets exactly what was handed to it: a form full of markers, of which two are shared, and every reading route by whatever id.

use hechang::{catalog::Catalog, config::Switch, identity::actor::Role, web::language::Language};
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{FEDERATION, at_screen, hired, id, partners};
use crate::{
    applications::ground::{at, consent, drafts, example},
    console::ground::center,
    materials::ground::{NEEDED, adds},
    personal_data::markers::Markers,
};

const SERVICE: &str = "judicial-assistance";

#[rstest]
#[tokio::test]
async fn a_partner_meets_only_what_was_handed_over(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    partners(&town).await;
    let (mut hidden, mut shared) = (Markers::default(), Markers::default());
    let schema = Catalog::load().unwrap().service(SERVICE).unwrap().form.schema(Language::English).clone();
    let mut form = hidden.form(&schema, &example(SERVICE));
    let (name, village) = (shared.text(60), shared.text(60));
    form["applicant"]["name"] = json!(name);
    let phone = hidden.phone();
    let citizen = town.citizen(&phone).await;
    let draft = drafts(&citizen, center(&town), SERVICE, &form).await;
    let mut papers = Vec::new();
    for (seed, line) in (20..).zip(NEEDED) {
        papers.push(adds(&citizen, &at(&draft), line, seed).await);
    }
    citizen.post(&format!("{}/submit", at(&draft))).json(&consent(&town, SERVICE)).await.expect(200);
    let handler = town.staff(Role::Reviewer).await;
    let new = json!({ "partner_code": FEDERATION, "measures": ["counselling"], "letter": "x",
        "share": { "name": true, "village": village }, "papers": [papers[1]["id"]] });
    let desk = format!("{}/referrals", at(&draft).replace("/api/v1/", "/api/v1/desk/"));
    let sent = handler.post(&desk).json(&new).await.expect(201).json();
    let droma = hired(&town, FEDERATION, "droma").await;
    let screen = at_screen(&town, "droma", "en").await;
    // Handed over, the hunt for what isn't shared finds nothing; after the recall, nothing at all.
    let (hunt, given) = (hidden.hunt(), shared.hunt());
    let mut met = 0;
    for path in everywhere(&draft, &sent, &papers) {
        let api = path.starts_with("/api/");
        let answer = if api { droma.get(&path).await } else { screen.ask(Method::GET, &path).await };
        hunt.nothing_in(&path, &answer.body);
        met += usize::from(given.found(&answer.body).is_some());
    }
    assert!(met >= 2, "the search sees what is shared: {met}");
    let recall = json!({ "words": "x" });
    handler
        .post(&format!("/api/v1/desk/referrals/{}/actions/recall", id(&sent)))
        .json(&recall)
        .await
        .expect(200);
    for path in everywhere(&draft, &sent, &papers) {
        let api = path.starts_with("/api/");
        let answer = if api { droma.get(&path).await } else { screen.ask(Method::GET, &path).await };
        hunt.nothing_in(&path, &answer.body);
        given.nothing_in(&path, &answer.body);
        // The page that checks documents answers any code alike.
        let kept = answer.status == 200 && path.contains(id(&sent)) && !path.contains("/verify/");
        assert!(!kept, "{path} is still there");
    }
}

/// Every reading route with every id that could lead to the matter.
fn everywhere(draft: &Value, sent: &Value, papers: &[Value]) -> Vec<String> {
    // The sandbox's mailbox is the demonstration's alone.
    let rows = crate::access::reading_routes().into_iter().filter(|path| !path.starts_with("/sandbox"));
    let ids: Vec<_> = [draft, sent].into_iter().chain(papers).map(id).collect();
    let mut all = Vec::new();
    for route in rows {
        for (place, first) in ids.iter().enumerate() {
            let mut left = 0;
            let parts = route.split('/').map(|part| {
                if !part.starts_with('{') {
                    return part.to_owned();
                }
                left += 1;
                if left == 1 { (*first).to_owned() } else { ids[(place + left) % ids.len()].to_owned() }
            });
            all.push(parts.collect::<Vec<_>>().join("/"));
            if !route.contains('{') {
                break;
            }
        }
    }
    all
}
