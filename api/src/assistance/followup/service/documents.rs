//! The official document of a visit (回访记录): one for each application whose people were met, so that it tells nothing of the others.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::access::rules;
use crate::{
    app::App,
    assistance::{
        followup::{
            error::FollowUpError,
            model::{FollowUp, Found, Record},
        },
        rules::{Visits, title},
    },
    documents::{
        self,
        model::{NewDocument, Subject},
    },
    identity, organs,
    platform::change::Change,
    web::{forms::money::grouped, language::Language::Chinese},
};

const KIND: &str = "visit-record";
/// Signs that a line and a text of a document take.
const LINE: usize = 200;
const TEXT: usize = 5000;

/// Issues the documents of a record; those of the version before are void.
pub(super) async fn issue(
    app: &App,
    change: &Change,
    follow_up: &FollowUp,
    mut record: Record,
    before: Option<&Record>,
) -> Result<Record, FollowUpError> {
    for old in before.iter().flat_map(|before| &before.documents) {
        let reason = record.words.correction.clone().unwrap_or_default();
        documents::service::void_within(change, *old, &reason).await?;
    }
    let visitors = visitors(change, &record).await?;
    let met: BTreeSet<_> = record.found.iter().map(|found| found.finding.person_id).collect();
    let people = follow_up.file.people.iter().filter(|person| met.contains(&person.id));
    let applications: BTreeSet<_> = people.map(|person| person.application_id).collect();
    for application in applications {
        let case = &follow_up.file.case;
        let fields = fields(follow_up, &record, application, &visitors)?;
        let about = Subject { application: Some(application), case: Some(case.id), citizen: None };
        let new = NewDocument { kind: KIND, organ: case.organ_id, about, fields };
        record.documents.push(documents::service::issue(app, change, new).await?.id);
    }
    Ok(record)
}

/// Everybody who went, in words.
async fn visitors(change: &Change, record: &Record) -> Result<String, FollowUpError> {
    let mut names = Vec::new();
    for id in [Some(record.first_id), record.second_id].into_iter().flatten() {
        names.extend(identity::staff::username(change.db(), id).await?);
    }
    if let Some(partner) = record.partner_id {
        names.push(organs::service::organ(change.db(), partner).await?.name.get(Chinese).to_owned());
    }
    Ok(names.join("、"))
}

fn fields(
    follow_up: &FollowUp,
    record: &Record,
    application: Uuid,
    visitors: &str,
) -> Result<Value, FollowUpError> {
    let rules = rules()?;
    let own = |found: &&Found| {
        let person = follow_up.file.people.iter().find(|person| person.id == found.finding.person_id);
        person.is_some_and(|person| person.application_id == application)
    };
    let found: Vec<_> = record.found.iter().filter(own).collect();
    let each = |words: &dyn Fn(&Found) -> Option<String>| {
        let lines = found
            .iter()
            .filter_map(|one| Some(format!("{}：{}", follow_up.name(one.finding.person_id), words(one)?)));
        cut(&lines.collect::<Vec<_>>().join("\n"), TEXT)
    };
    let names: Vec<_> = found.iter().map(|one| follow_up.name(one.finding.person_id)).collect();
    let way = rules.way(&record.way).map_or(record.way.as_str(), |way| way.title.get(Chinese));
    let living = |one: &Found| {
        let state = title(&rules.living, &one.finding.living, Chinese);
        Some(format!("{state}。{}", one.finding.situation.clone().unwrap_or_default()))
    };
    Ok(json!({
        "applicant": cut(&names.join("、"), LINE), "visited_on": record.visited_on, "way": way,
        "place": record.words.place, "visitors": cut(visitors, LINE), "living": each(&living),
        "use": each(&|one| spending(rules, one)), "needs": each(&|one| one.finding.needs.clone()),
        "next": record.words.next_step,
    }))
}

/// What was spent on what, what is left and what isn't accounted for.
fn spending(rules: &Visits, one: &Found) -> Option<String> {
    let left = one.finding.left_fen?;
    let mut words = vec![format!("收到{}元", grouped(one.paid))];
    words.extend(one.finding.spent.iter().map(|spent| {
        let seen = if spent.vouchers { "（有凭证）" } else { "（无凭证）" };
        format!("{}{}元{seen}", title(&rules.purposes, &spent.purpose, Chinese), grouped(spent.amount_fen))
    }));
    words.push(format!("结余{}元", grouped(left)));
    let rest = one.unaccounted.filter(|rest| rest.is_positive());
    words.extend(rest.map(|rest| format!("未说明去向{}元", grouped(rest))));
    Some(words.join("，"))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
