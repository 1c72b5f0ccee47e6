//! Custody is read by staff: lists, one mandate, and what its reader may do now.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{access, all_whole, rules, whole},
    requests::{asking, rights},
};
use crate::{
    app::App,
    assistance::{
        custody::{
            error::CustodyError,
            model::{Mandate, MandateAct, MandateFile, MandateState, Request, RequestAct},
            queries, sealing,
        },
        rules::Party,
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action, On, Reach},
    },
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
        vault::Vault,
    },
};

/// A page of the mandates that a reader may see, the newest first.
///
/// # Errors
/// 403 for other roles.
pub async fn list(app: &App, staff: &Staff, page: &PageQuery) -> Result<Page<MandateFile>, CustodyError> {
    policy::require(staff, Action::SeeCustody)?;
    let (limit, before) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let rows = queries::list(db, queries::in_reach(&reach), before, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let mandates =
        items.into_iter().map(|row| sealing::mandate(&app.vault, row)).collect::<Result<_, _>>()?;
    let mut items = all_whole(db, &app.vault, mandates).await?;
    for file in &mut items {
        shown(&reach, file);
    }
    Ok(Page { items, next })
}

/// One mandate.
///
/// # Errors
/// `NotFound` out of reach, 403 for other roles.
pub async fn read(app: &App, staff: &Staff, id: Uuid) -> Result<MandateFile, CustodyError> {
    let db = app.db.read();
    let row = queries::find(db, id).await?.ok_or(CustodyError::NotFound)?;
    let mandate = sealing::mandate(&app.vault, row)?;
    let reach = policy::reach(db, staff).await?;
    let asked = access(db, &app.vault, &reach, &mandate).await?;
    policy::decide(&reach, Action::SeeCustody, On::Custody(&asked))?;
    let mut file = whole(db, &app.vault, mandate).await?;
    shown(&reach, &mut file);
    Ok(file)
}

/// One mandate, opened to be read: who looked at it is on the audit record.
///
/// # Errors
/// As [`read`].
pub async fn open(app: &App, change: Change, staff: &Staff, id: Uuid) -> Result<MandateFile, CustodyError> {
    let file = read(app, staff, id).await?;
    let event = Event::new("custody.looked_at", id).at(file.mandate.organ_id);
    let event = event.in_case(file.mandate.application_id).with(json!({ "by": staff.organ_code }));
    Ok(change.commit(event, file).await?)
}

/// A custodian isn't told who reported what: it may be about them.
fn shown(reach: &Reach, file: &mut MandateFile) {
    if !reach.sees_matters() && !reach.pays() {
        file.reports.clear();
    }
}

/// The mandates of a case's applications, by person; the one in hand counts, or else the newest. Who may open the case is the caller's matter.
pub async fn of_case(
    db: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<HashMap<Uuid, (Uuid, MandateState)>, Internal> {
    let mut by_person: HashMap<Uuid, (Uuid, MandateState)> = HashMap::new();
    for row in queries::of_applications(db, applications).await? {
        let state: MandateState = row.state.parse()?;
        let newer = by_person.get(&row.person_id).is_none_or(|(_, known)| weight(*known) <= weight(state));
        if newer {
            by_person.insert(row.person_id, (row.id, state));
        }
    }
    Ok(by_person)
}

/// What a custodian has in hand goes before a draft, which may never be signed, and that before what has ended.
fn weight(state: MandateState) -> u8 {
    match state {
        MandateState::Closed => 0,
        MandateState::Draft => 1,
        MandateState::Signed | MandateState::Active | MandateState::Paused => 2,
    }
}

/// The mandates of a case's applications with everything that hangs on them. Who may open the case is the caller's matter.
pub(in crate::assistance) async fn files_of_case(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: &[Uuid],
) -> Result<Vec<MandateFile>, Internal> {
    let rows = queries::of_applications(db, applications).await?;
    let mandates = rows.into_iter().map(|row| sealing::mandate(vault, row)).collect::<Result<_, _>>()?;
    all_whole(db, vault, mandates).await
}

/// What somebody may do with a mandate now.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// With the mandate.
    pub mandate: Vec<MandateAct>,
    /// With each request that something can be done with.
    pub requests: HashMap<Uuid, Vec<RequestAct>>,
}

/// Buttons and the API's words come from the same tables that [`super::act`] goes by.
pub fn allowed(staff: &Staff, file: &MandateFile) -> Result<Allowed, Internal> {
    let rules = rules()?;
    let rows = rules.mandate.allowed(file.mandate.state);
    let mandate = rows.filter(|row| row.by.iter().any(|by| is(staff, *by)) && may(staff, row.action));
    let mandate = mandate.map(|row| row.action).filter(|act| falls_due(staff, file, *act));
    let requests = file.requests.iter().map(|request| {
        let rows = rules.request.allowed(request.state);
        let acts = rows.filter(|row| {
            let (action, party) = rights(staff, row.action);
            policy::may(staff, action) && row.by.contains(&party)
        });
        (request.id, acts.map(|row| row.action).filter(|act| goes(staff, file, request, *act)).collect())
    });
    Ok(Allowed { mandate: mandate.collect(), requests: requests.collect() })
}

/// Whether what the table allows isn't held up by four eyes, a recovery or money that isn't handed over.
fn falls_due(staff: &Staff, file: &MandateFile, act: MandateAct) -> bool {
    let Mandate { made_by, signed_by, .. } = file.mandate;
    match act {
        MandateAct::Sign => made_by != staff.id,
        MandateAct::Ask => file.runs(),
        MandateAct::Drop => !file.waits(),
        MandateAct::HandOver => file.is_owed() && made_by != staff.id && signed_by != Some(staff.id),
        _ => true,
    }
}

/// Whether an act isn't held up by the mandate, a recovery or four eyes. Vouchers and refusals go on while releases wait.
fn goes(staff: &Staff, file: &MandateFile, request: &Request, act: RequestAct) -> bool {
    match act {
        RequestAct::File => request.awaits_voucher(),
        RequestAct::Refuse => true,
        _ => file.runs() && request.staff().all(|before| before != staff.id),
    }
}

fn is(staff: &Staff, party: Party) -> bool {
    match party {
        Party::Keeper => policy::may(staff, Action::KeepCustody),
        Party::Approver => policy::may(staff, Action::DecideReleases),
        Party::Payer => policy::may(staff, Action::Pay),
        Party::Custodian => policy::may(staff, Action::VerifyReleases),
        Party::Owner | Party::Program => false,
    }
}

/// What somebody does by hand; money comes by a payment, the end by the daily job or with the
/// signature of what succeeds.
fn may(staff: &Staff, act: MandateAct) -> bool {
    match act {
        MandateAct::Ask => policy::may(staff, asking(staff).0),
        MandateAct::Report => policy::may(staff, Action::ReportMisuse),
        MandateAct::Sign | MandateAct::Drop | MandateAct::Lift => policy::may(staff, Action::DecideReleases),
        MandateAct::HandOver => policy::may(staff, Action::Pay),
        MandateAct::Fund | MandateAct::End | MandateAct::Replace => false,
    }
}

/// The names of those who did something about a mandate.
pub async fn usernames(
    db: &impl ConnectionTrait,
    file: &MandateFile,
) -> Result<HashMap<Uuid, String>, Internal> {
    let mut who = BTreeSet::from([file.mandate.made_by]);
    who.extend(file.mandate.signed_by);
    who.extend(file.mandate.handed.map(|handed| handed.by));
    for request in &file.requests {
        who.extend(request.staff());
        who.extend(request.refused_by);
    }
    who.extend(file.reports.iter().filter_map(|report| report.lifted_by));
    identity::staff::usernames(db, &who).await
}
