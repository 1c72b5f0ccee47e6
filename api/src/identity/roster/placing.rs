//! Where somebody works: the organ and its department, which say what they reach.

use serde_json::json;
use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal},
    identity::{
        actor::{Role, Staff},
        policy::{self, Action, On},
        queries as accounts,
        roster::{error::RosterError, model::PlaceBody, queries, rights::role_fault, service::of_another},
    },
    organs::{
        self,
        error::OrganError,
        model::{Kind, Organ},
    },
    platform::change::{Change, Event},
};

/// Where somebody is to work, and as what.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub organ_code: &'a str,
    pub department_id: Option<Uuid>,
    pub roles: &'a [Role],
}

/// The organ where somebody is to work, held until the change ends, if that and everything else about them is right.
pub(super) async fn place_kept(
    change: &Change,
    by: &Staff,
    wanted: Wanted<'_>,
    others: impl Iterator<Item = FieldFault>,
) -> Result<Uuid, RosterError> {
    let organ = organ_kept(change, by, wanted.organ_code).await?;
    let kind = organ.as_ref().map_or(Kind::Procuratorate, |organ| organ.kind);
    let department = match &organ {
        Some(organ) => department_fault(change, organ.id, wanted.department_id).await?,
        None => Some(FieldFault::new("/organ_code", "not_an_option")),
    };
    let faults: Vec<_> = others.chain(department).chain(role_fault(wanted.roles, kind)).collect();
    match organ {
        Some(organ) if faults.is_empty() => Ok(organ.id),
        _ => Err(RosterError::Invalid(faults)),
    }
}

/// Whether a department isn't one of an organ's, or closed.
async fn department_fault(
    change: &Change,
    organ: Uuid,
    id: Option<Uuid>,
) -> Result<Option<FieldFault>, RosterError> {
    let Some(id) = id else { return Ok(None) };
    let there = organs::service::departments_of(change.db(), organ).await?;
    let known = there.iter().any(|department| department.id == id);
    Ok((!known).then(|| FieldFault::new("/department_id", "not_an_option")))
}

/// An organ within the administrator's reach that isn't closed, held until the change ends.
async fn organ_kept(change: &Change, by: &Staff, code: &str) -> Result<Option<Organ>, RosterError> {
    let Some(organ) = found(organs::service::organ_by_code(change.db(), code).await)? else {
        return Ok(None);
    };
    let reach = policy::reach(change.db(), by).await?;
    if policy::decide(&reach, Action::KeepStaff, On::Organ(organ.id)).is_err() {
        return Ok(None);
    }
    found(organs::service::hold_organ(change, organ.id).await)
}

fn found(organ: Result<Organ, OrganError>) -> Result<Option<Organ>, RosterError> {
    match organ {
        Err(OrganError::NotFound) => Ok(None),
        organ => Ok(Some(organ.map_err(Internal::from_error)?)),
    }
}

/// The organ of an account, held until the change ends. Nobody works at one that is closed.
pub(super) async fn held_organ(change: &Change, id: Uuid) -> Result<Organ, RosterError> {
    found(organs::service::hold_organ(change, id).await)?.ok_or(RosterError::OrganClosed)
}

/// Puts somebody into a department of their organ, or out of any: what they reach changes with it, so their sign-ins end.
pub async fn set_department(
    change: &Change,
    by: &Staff,
    id: Uuid,
    department: Option<Uuid>,
) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    let organ = held_organ(change, row.organ_id).await?;
    if let Some(fault) = department_fault(change, organ.id, department).await? {
        return Err(RosterError::Invalid(vec![fault]));
    }
    queries::set_department(change.db(), id, department).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    let event = Event::new("staff.department_changed", id).at(row.organ_id);
    Ok(event.with(json!({ "before": row.department_id, "after": department })))
}

/// Lets somebody work at another organ from now on: the account goes along, because a person has one only (AC-5). Posts of those
/// who decide stay behind, and the sign-ins end.
pub async fn move_to(change: &Change, by: &Staff, id: Uuid, to: PlaceBody) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    let wanted = Wanted { organ_code: &to.organ_code, department_id: to.department_id, roles: &to.roles };
    let organ = place_kept(change, by, wanted, std::iter::empty()).await?;
    let roles = serde_json::to_value(&to.roles).map_err(Internal::from)?;
    let event = Event::new("staff.moved", id).at(organ);
    let event = event.with(json!({ "from": row.organ_id, "before": row.roles, "after": roles }));
    queries::set_place(change.db(), id, organ, to.department_id).await?;
    queries::set_roles(change.db(), id, roles).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(event)
}
