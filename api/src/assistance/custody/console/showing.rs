//! The page of a mandate: what is in custody, what was asked for and how far it is, what may be done now.

use std::collections::HashMap;

use actix_web::{HttpResponse, http::StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::told;
use crate::{
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
        },
        custody::{
            model::{MandateFile, Report, Request, Who},
            service,
            view::{self, word},
        },
    },
    error::{Internal, Problem},
    identity::policy::{self, Action},
    platform::ids,
    web::pages::{Serde, context},
};

/// Draws the page, with what was typed and what is wrong with it.
pub(super) async fn draw(
    reader: Reader<'_>,
    file: MandateFile,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let names = service::usernames(app.db.read(), &file).await?;
    let allowed = service::allowed(staff, &file)?;
    let acts: Vec<_> = allowed.mandate.iter().map(|act| act.word()).collect();
    let requests: Vec<_> = file
        .requests
        .iter()
        .rev()
        .map(|one| {
            let acts = allowed.requests.get(&one.id).into_iter().flatten().map(|act| act.word());
            request(reader, &names, one, &acts.collect::<Vec<_>>())
        })
        .collect();
    let reports: Vec<_> = file.reports.iter().rev().map(|one| report(reader, &names, one)).collect();
    let (made_by, signed_by) =
        (names.get(&file.mandate.made_by), file.mandate.signed_by.and_then(|id| names.get(&id)));
    let (id, case, document) = (file.mandate.id, file.mandate.case_id, file.mandate.document_id);
    let purposes = purposes(reader, &file.mandate.purposes, typed)?;
    let plan = plan(reader, &file)?;
    let (faults, summary) = told(reader, problem);
    let successor = service::successor(app.db.read(), id).await?;
    let succeeds = policy::may(staff, Action::KeepCustody) && file.may_be_succeeded() && successor.is_none();
    let content = context! {
        person => file.mandate.person_id.to_string(), succeeds, successor => successor.map(|id| id.to_string()),
        handed_by => file.mandate.handed.and_then(|handed| names.get(&handed.by)).cloned(),
        id => id.to_string(), case => case.to_string(), document => document.to_string(), made_by, signed_by,
        state_text => reader.say(&format!("custody-state-{}", file.mandate.state.word())),
        closed_text => file.mandate.closed_as.map(|ending| reader.say(&format!("custody-closed-{}", ending.word()))),
        sees_case => policy::may(staff, Action::SeeMatters), holds => policy::may(staff, Action::VerifyReleases),
        acts => acts, requests => Serde(requests), reports => Serde(reports),
        purposes => Serde(purposes), plan => Serde(plan), today => app.clock.today().to_string(), key => ids::new_id().to_string(),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde), view => Serde(view::mandate(app, staff, file, language).await?),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "custody/show.html", content)
}

/// The title of a purpose.
pub(super) fn title(reader: Reader<'_>, key: &str) -> Result<String, Internal> {
    let purpose = service::rules()?.purpose(key);
    Ok(purpose.map_or(key, |purpose| purpose.title.get(reader.language)).to_owned())
}

fn purposes(reader: Reader<'_>, keys: &[String], typed: &Fields) -> Result<Vec<Value>, Internal> {
    let chosen = typed.some("purpose");
    let choice = |key: &String| {
        Ok(json!({ "value": key, "label": title(reader, key)?, "chosen": chosen.as_deref() == Some(key) }))
    };
    keys.iter().map(choice).collect()
}

/// What the agreement fixed and nobody has asked for yet.
fn plan(reader: Reader<'_>, file: &MandateFile) -> Result<Vec<Value>, Internal> {
    let planned = file.planned().map(|(_, planned)| {
        let purpose = title(reader, &planned.purpose)?;
        Ok(json!({ "on": planned.on, "amount": planned.amount_fen, "purpose": purpose }))
    });
    planned.collect()
}

fn request(reader: Reader<'_>, names: &HashMap<Uuid, String>, one: &Request, acts: &[&'static str]) -> Value {
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id));
    let asked = if let Who::Staff(id) = one.asked_by { name(Some(id)).cloned() } else { None };
    let asked = asked.unwrap_or_else(|| reader.say(&format!("custody-by-{}", word(one.asked_by))));
    let purpose = one.purpose.as_deref().and_then(|key| title(reader, key).ok());
    json!({
        "id": one.id, "amount": one.amount, "words": one.words, "state": one.state.word(), "acts": acts,
        "purpose": purpose.unwrap_or_else(|| reader.say("custody-rest")),
        "state_text": reader.say(&format!("custody-request-{}", one.state.word())),
        "asked_by": asked, "asked_at": one.asked_at, "verified_by": name(one.verified_by), "approved_by": name(one.approved_by),
        "released_by": name(one.released_by), "released_on": one.released_on, "voucher_due_on": one.voucher_due_on.filter(|_| one.awaits_voucher()),
        "late": one.voucher_is_late(reader.app.clock.today()), "voucher": one.voucher.is_some(), "reason": one.reason,
    })
}

fn report(reader: Reader<'_>, names: &HashMap<Uuid, String>, one: &Report) -> Value {
    json!({
        "by": reader.say(&format!("custody-by-{}", word(one.by))), "at": one.at, "words": one.words, "lifted_at": one.lifted_at,
        "lifted_by": one.lifted_by.and_then(|id| names.get(&id)), "lift_reason": one.lift_reason,
    })
}
