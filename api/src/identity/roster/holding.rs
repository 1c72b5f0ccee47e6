//! Which person holds an account, as administrators enter it.

use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal},
    identity::{
        actor::{Role, Staff},
        holder::{self, Holder},
        policy::Action,
        queries as accounts,
        roster::{error::RosterError, model::NewMember, service::of_another},
    },
    platform::change::{Change, Event},
};

const POINTER: &str = "/id_number";

/// The person of a new account, or what is wrong with what was said of them. Whoever proposes, decides or pays must be known.
pub(super) async fn of_new(
    change: &Change,
    new: &NewMember,
) -> Result<(Option<Holder>, Option<FieldFault>), RosterError> {
    let number = new.id_number.as_deref().map(str::trim).filter(|number| !number.is_empty());
    let Some(number) = number else {
        let fault = must_be_known(&new.roles).then(|| FieldFault::new(POINTER, "required"));
        return Ok((None, fault));
    };
    match free(change, number).await? {
        Ok(holder) => Ok((Some(holder), None)),
        Err(fault) => Ok((None, Some(fault))),
    }
}

fn must_be_known(roles: &[Role]) -> bool {
    let theirs = |action: &Action| action.roles().iter().any(|role| roles.contains(role));
    Action::ALL.into_iter().filter(|action| action.takes_four_eyes()).any(|action| theirs(&action))
}

/// The person of a number who has no account yet, or why not. Who keeps it isn't told: it may be another organ's.
async fn free(change: &Change, number: &str) -> Result<Result<Holder, FieldFault>, Internal> {
    let Some(holder) = Holder::of(change.vault(), number)? else {
        return Ok(Err(FieldFault::new(POINTER, "bad_resident_id")));
    };
    let taken = holder::account_of(change.db(), &holder).await?.is_some();
    Ok(if taken { Err(FieldFault::new(POINTER, "person_has_account")) } else { Ok(holder) })
}

/// Says which person holds an account. What was entered wrongly is entered again; the sign-ins end with it.
pub async fn set_holder(change: &Change, by: &Staff, id: Uuid, number: &str) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    let holder = free(change, number).await?.map_err(|fault| RosterError::Invalid(vec![fault]))?;
    holder::set(change, id, holder).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(Event::new("staff.holder_entered", id).at(row.organ_id))
}
