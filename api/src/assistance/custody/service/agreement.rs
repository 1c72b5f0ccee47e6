//! The agreement (代管委托协议) as an official document, filled in from the terms.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::access::{hold, rules};
use crate::{
    app::App,
    applications,
    assistance::{
        custody::{error::CustodyError, model::NewMandate},
        model::Assisted,
    },
    documents::{
        self,
        model::{Document, NewDocument, Subject},
    },
    identity::{actor::Staff, policy::Action},
    organs::model::Organ,
    platform::{
        change::{Change, Event},
        money::Fen,
    },
    web::{forms::money::grouped, language::Language},
};

const KIND: &str = "custody-agreement";
/// The language of official documents' own words.
const PAPER: Language = Language::Chinese;

/// What the agreement says.
pub(super) struct Terms<'a> {
    pub person: &'a Assisted,
    pub custodian: &'a Organ,
    pub amount: Fen,
    pub new: &'a NewMandate,
    pub ends_on: Option<NaiveDate>,
    /// The number of the agreement whose place it takes.
    pub before: Option<String>,
}

/// Issues the agreement with its number.
pub(super) async fn issue(
    app: &App,
    change: &Change,
    organ: Uuid,
    terms: &Terms<'_>,
) -> Result<Document, CustodyError> {
    let application = terms.person.application_id;
    let owner = applications::service::hold(change, application).await;
    let citizen = owner.map_err(|error| CustodyError::Problem(error.into()))?.citizen_id;
    let about =
        Subject { application: Some(application), case: Some(terms.person.case_id), citizen: Some(citizen) };
    let new = NewDocument { kind: KIND, organ, about, fields: fields(app, terms)? };
    Ok(documents::service::issue(app, change, new).await?)
}

/// The agreement, read on the custodian's side; the look is on the audit record before the first byte.
///
/// # Errors
/// `NotFound` unless its organ has the mandate in hand; 403.
pub async fn open_agreement(app: &App, staff: &Staff, id: Uuid) -> Result<Document, CustodyError> {
    let change = app.change(staff).await?;
    let mandate = hold(&change, staff, id, Action::VerifyReleases).await?.mandate;
    let document = documents::service::find(change.db(), change.vault(), mandate.document_id).await?;
    let event = Event::new("custody.agreement_looked_at", id).at(mandate.organ_id);
    Ok(change.commit(event.in_case(mandate.application_id), document).await?)
}

fn fields(app: &App, terms: &Terms<'_>) -> Result<Value, CustodyError> {
    let account = &terms.new.account;
    let mut fields = json!({
        "applicant": terms.person.who.name, "custodian": terms.custodian.name.get(PAPER), "bank": account.bank,
        "account": format!("{} {} {}", account.holder, account.bank, account.number),
        "amount": terms.amount, "plan": plan(app, terms)?, "end": end(app, terms.ends_on),
    });
    if let (Some(guardian), Some(fields)) = (&terms.new.parties.guardian, fields.as_object_mut()) {
        fields.insert("guardian".to_owned(), json!(guardian));
    }
    Ok(fields)
}

fn plan(app: &App, terms: &Terms<'_>) -> Result<String, CustodyError> {
    let (new, rules) = (terms.new, rules()?);
    let title = |key: &str| rules.purpose(key).map(|purpose| purpose.title.get(PAPER)).unwrap_or_default();
    let purposes: Vec<_> = new.purposes.iter().map(|key| title(key)).collect();
    let purposes = purposes.join("、");
    let before = terms
        .before
        .as_deref()
        .map(|number| app.texts.say_with(PAPER, "custody-paper-succeeds", &[("number", number)]));
    let mut lines: Vec<_> = before.into_iter().collect();
    lines.push(app.texts.say_with(PAPER, "custody-paper-purposes", &[("purposes", purposes.as_str())]));
    for planned in &new.plan {
        let (day, amount) = (planned.on.to_string(), grouped(planned.amount_fen));
        let words = [("day", day.as_str()), ("amount", &amount), ("purpose", title(&planned.purpose))];
        lines.push(app.texts.say_with(PAPER, "custody-paper-planned", &words));
    }
    if new.plan.is_empty() {
        lines.push(app.texts.say(PAPER, "custody-paper-on-request"));
    }
    Ok(lines.join("\n"))
}

fn end(app: &App, ends_on: Option<NaiveDate>) -> String {
    match ends_on {
        Some(day) => app.texts.say_with(PAPER, "custody-paper-end", &[("day", day.to_string())]),
        None => app.texts.say(PAPER, "custody-paper-end-used-up"),
    }
}
