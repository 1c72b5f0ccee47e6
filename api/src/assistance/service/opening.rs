//! A case is opened from accepted applications; whoever opens it handles it.

use chrono::NaiveDate;
use std::collections::BTreeSet;

use hechang_entity::assistance_application;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        self,
        model::Application,
        service::{Move, service_of},
    },
    assistance::{
        error::AssistanceError,
        investigation,
        model::{Assisted, Case, CaseFile, CaseState, Group, NewCase, Tag, Underlying, Who},
        queries,
        rules::OfAge,
        sealing,
        service::{access::whole, measuring::rules},
    },
    catalog::{Kind, Performer, State},
    desk,
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::{Change, Event},
        ids,
    },
};

/// Opens a case from one or several applications in the same underlying case; their applicants are its first people. Papers that they ask
/// the office to fetch become tasks.
///
/// # Errors
/// `NotFound` for an application out of reach, 403 for other roles than handlers, `InACase`, `NotUnderReview`; `Faulty` for
/// applications of several organs or of other services.
pub async fn open(
    app: &App,
    change: Change,
    staff: &Staff,
    new: NewCase,
) -> Result<CaseFile, AssistanceError> {
    let (file, event) = opened(app, &change, staff, new).await?;
    Ok(change.commit(event, file).await?)
}

/// As [`open`], within the caller's change: what is there, and what the caller puts on the record.
pub(super) async fn opened(
    app: &App,
    change: &Change,
    staff: &Staff,
    new: NewCase,
) -> Result<(CaseFile, Event), AssistanceError> {
    let mut held = Vec::new();
    // In one order, so that two who open at once don't wait for each other.
    for id in new.application_ids.iter().copied().collect::<BTreeSet<_>>() {
        let application = desk::service::hold(change, staff, id).await?;
        policy::require(staff, Action::ProposeAssistance)?;
        held.push(reviewed(app, change, staff, application).await?);
    }
    AssistanceError::refuse(faults(app, &held, &new.application_ids)?)?;
    let case = begun(change, staff, &held, &new)?;
    queries::insert_case(change.db(), sealing::case_row(change.vault(), &case)?).await?;
    for application in &held {
        enter(change, &case, application).await?;
        investigation::service::fetch_wished(app, change, &case, application).await?;
    }
    let file = whole(change.db(), change.vault(), case).await?;
    let first = file.applications.first().copied();
    let event = Event::new("assistance.opened", file.case.id).at(file.case.organ_id).in_case(first);
    let facts = json!({ "applications": file.applications, "people": file.people.len() });
    Ok((file, event.with(facts)))
}

/// An application that is under review; one that was only accepted is from now on.
async fn reviewed(
    app: &App,
    change: &Change,
    staff: &Staff,
    mut application: Application,
) -> Result<Application, AssistanceError> {
    match application.state {
        State::UnderReview => Ok(application),
        State::Accepted => {
            application.assignee_id = application.assignee_id.or(Some(staff.id));
            let by = Performer::of_staff(staff);
            let step = Move { action: "start_review", by: &by, words: None, consent: None };
            Ok(applications::service::step(app, change, application, step).await?)
        }
        _ => Err(AssistanceError::NotUnderReview),
    }
}

fn faults(app: &App, held: &[Application], ids: &[Uuid]) -> Result<Vec<FieldFault>, AssistanceError> {
    let organ = held.first().map(|application| application.organ_id);
    let mut faults = Vec::new();
    for application in held {
        let place = ids.iter().position(|id| *id == application.id).unwrap_or(0);
        let pointer = || format!("/application_ids/{place}");
        if service_of(app, application)?.kind != Kind::Assistance {
            faults.push(FieldFault::new(pointer(), "not_an_option"));
        } else if Some(application.organ_id) != organ {
            faults.push(FieldFault::new(pointer(), "another_organs"));
        }
    }
    Ok(faults)
}

fn begun(
    change: &Change,
    staff: &Staff,
    held: &[Application],
    new: &NewCase,
) -> Result<Case, AssistanceError> {
    let organ_id = held.first().map(|application| application.organ_id);
    Ok(Case {
        id: ids::new_id(),
        organ_id: organ_id.ok_or_else(|| AssistanceError::fault("/application_ids", "required"))?,
        handler_id: staff.id,
        state: CaseState::Preparing,
        underlying: Underlying {
            name: new.case_name.trim().to_owned(),
            number: new.case_number.trim().to_owned(),
        },
        round: 0,
        grant_id: None,
        decided_on: None,
        version: 1,
        opened_at: change.now(),
    })
}

/// Puts an application with its applicant into a case.
async fn enter(change: &Change, case: &Case, application: &Application) -> Result<(), AssistanceError> {
    let row = assistance_application::Model { application_id: application.id, case_id: case.id };
    if !queries::insert_application(change.db(), row).await? {
        return Err(AssistanceError::InACase);
    }
    let person = applicant(change, case, application)?;
    let row = sealing::person_row(change.vault(), &case.underlying, &person)?;
    if queries::insert_person(change.db(), row).await? { Ok(()) } else { Err(AssistanceError::AlreadyThere) }
}

/// The applicant as the form names them, with the groups that it shows.
fn applicant(change: &Change, case: &Case, application: &Application) -> Result<Assisted, AssistanceError> {
    let text = |pointer: &str| {
        application.form.pointer(pointer).and_then(Value::as_str).map(|text| text.trim().to_owned())
    };
    let nameless = || AssistanceError::fault("/application_ids", "applicant_unknown");
    let who = Who {
        name: text("/applicant/name").ok_or_else(nameless)?,
        id_number: text("/applicant/id_number").ok_or_else(nameless)?,
        sex: text("/applicant/sex"),
        birth_date: text("/applicant/birth_date").and_then(|date| date.parse().ok()),
    };
    let statuses = application.form.pointer("/hardship/special_status").and_then(Value::as_array);
    let statuses: Vec<&str> = statuses.into_iter().flatten().filter_map(Value::as_str).collect();
    Ok(Assisted {
        id: ids::new_id(),
        case_id: case.id,
        application_id: application.id,
        groups: groups(&who, &statuses, &rules()?.custody.of_age, change.today()),
        who,
        category: None,
    })
}

/// The groups that a form shows; what shows them is looked at by the handler.
fn groups(who: &Who, statuses: &[&str], of_age: &OfAge, today: NaiveDate) -> Vec<Tag> {
    let mut groups = Vec::new();
    let mut tag = |group, evidence: &str| groups.push(Tag { group, evidence: evidence.to_owned() });
    if is_minor(who, of_age, today) {
        tag(Group::Minor, "申请表：出生日期");
    }
    for (status, group) in [
        ("woman_in_hardship", Group::Woman),
        ("disabled", Group::Disabled),
        ("veteran", Group::Veteran),
        ("monitored_household", Group::Rural),
    ] {
        if statuses.contains(&status) {
            tag(group, "申请表：特殊身份");
        }
    }
    groups
}

fn is_minor(who: &Who, of_age: &OfAge, today: NaiveDate) -> bool {
    who.birth_date.and_then(|born| of_age.reached_on(born)).is_some_and(|birthday| today < birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_a_minor_until_the_day_before_they_are_eighteen() {
        let born = |date: &str| Who {
            name: "央宗".into(),
            id_number: "1".into(),
            sex: None,
            birth_date: date.parse().ok(),
        };
        let (of_age, today) = (&rules().unwrap().custody.of_age, "2026-03-02".parse().unwrap());
        assert!(is_minor(&born("2008-03-03"), of_age, today));
        assert!(!is_minor(&born("2008-03-02"), of_age, today));
        assert!(!is_minor(&born(""), of_age, today));
        let found = groups(&born("2015-01-01"), &["disabled", "other"], of_age, today);
        assert_eq!(found.iter().map(|tag| tag.group).collect::<Vec<_>>(), [Group::Minor, Group::Disabled]);
    }
}
