//! Help besides money, recorded per person; what partners reported by referrals is read from there.

use hechang_entity::follow_up_help;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{access::rules, recording::partner};
use crate::{
    app::App,
    assistance::{
        self,
        followup::{
            error::FollowUpError,
            model::{Help, NewHelp},
            queries, sealing,
        },
        model::Assisted,
        service::{hold, opens},
    },
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    platform::{
        change::{Change, Event},
        clock::local_date,
        ids,
        vault::Vault,
    },
    referrals,
};

/// Records help that somebody of a case got.
///
/// # Errors
/// `NotFound`, 403; `Faulty` for a measure of another kind, a day to come, or a partner that isn't there.
pub async fn give_help(
    change: Change,
    staff: &Staff,
    person: Uuid,
    new: NewHelp,
) -> Result<Help, FollowUpError> {
    let found = assistance::service::people(change.db(), change.vault(), &[person]).await?;
    let person = found.into_iter().next().ok_or(FollowUpError::NotFound)?;
    let opened = hold(&change, staff, person.case_id, Action::Visit).await?;
    let mut faults = Vec::new();
    if !rules()?.help(new.kind).is_some_and(|help| help.measures.iter().any(|one| one.key == new.measure)) {
        faults.push(FieldFault::new("/measure", "not_an_option"));
    }
    if new.given_on > change.today() {
        faults.push(FieldFault::new("/given_on", "in_the_future"));
    }
    let partner = partner(&change, new.partner_code.as_deref()).await;
    faults.extend(partner.is_err().then(|| FieldFault::new("/partner_code", "not_an_option")));
    FollowUpError::refuse(faults)?;
    let help = Help {
        id: ids::new_id(),
        person_id: person.id,
        kind: new.kind,
        measure: new.measure,
        given_on: new.given_on,
        organ_id: partner.ok().flatten().map_or(opened.file.case.organ_id, |organ| organ.id),
        note: new.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
        referred: false,
    };
    keep(&change, staff, &help).await?;
    let event = Event::new("followup.help_given", help.id).at(opened.file.case.organ_id);
    let facts = json!({ "person": person.id, "kind": help.kind, "measure": help.measure });
    Ok(change.commit(event.in_case(Some(person.application_id)).with(facts), help).await?)
}

async fn keep(change: &Change, staff: &Staff, help: &Help) -> Result<(), FollowUpError> {
    let row = follow_up_help::Model {
        id: help.id,
        person_id: help.person_id,
        kind: help.kind.word().to_owned(),
        measure: help.measure.clone(),
        given_on: help.given_on,
        organ_id: help.organ_id,
        note_sealed: sealing::note(change.vault(), help)?,
        entered_by: staff.id,
        entered_at: change.now(),
    };
    Ok(queries::insert_help(change.db(), row).await?)
}

/// Somebody of a case with the help they got, the first first.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn help_of(app: &App, staff: &Staff, person: Uuid) -> Result<(Assisted, Vec<Help>), FollowUpError> {
    let db = app.db.read();
    let found = assistance::service::people(db, &app.vault, &[person]).await?;
    let person = found.into_iter().next().ok_or(FollowUpError::NotFound)?;
    if !opens(db, &app.vault, staff, person.case_id).await? {
        return Err(FollowUpError::NotFound);
    }
    let help = people_helped(db, &app.vault, std::slice::from_ref(&person)).await?;
    Ok((person, help))
}

/// The help that some people got, recorded here or reported by partners for their applications. Who may see it is the caller's matter.
pub async fn people_helped(
    db: &impl ConnectionTrait,
    vault: &Vault,
    people: &[Assisted],
) -> Result<Vec<Help>, Internal> {
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let rows = queries::help(db, &ids).await?.into_iter().map(|row| sealing::help(vault, row));
    let mut all: Vec<_> = rows.collect::<Result<_, _>>()?;
    let mut applications: Vec<_> = people.iter().map(|person| person.application_id).collect();
    applications.dedup();
    for given in referrals::service::given(db, &applications).await? {
        let theirs = people.iter().filter(|person| person.application_id == given.application);
        for person in theirs {
            all.extend(given.measures.iter().filter_map(|measure| referred(&given, person.id, measure)));
        }
    }
    all.sort_by_key(|help| (help.given_on, help.id));
    Ok(all)
}

/// A measure of a referral as help of its kind; nothing for one that is of no kind.
fn referred(given: &referrals::service::Given, person: Uuid, measure: &str) -> Option<Help> {
    Some(Help {
        id: given.referral,
        person_id: person,
        kind: rules().ok()?.kind_of_referred(measure)?.kind,
        measure: measure.to_owned(),
        given_on: local_date(given.at),
        organ_id: given.partner,
        note: None,
        referred: true,
    })
}
