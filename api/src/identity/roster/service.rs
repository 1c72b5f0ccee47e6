//! Use cases of the roster. Each ends what it takes away in the same transaction.

use chrono::TimeDelta;
use hechang_entity::staff_account;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::{Role, Staff},
        policy, queries as accounts,
        roster::{
            error::RosterError,
            model::{Handed, Member, NewMember, role_fault},
            queries,
        },
        second_factor,
        staff::{self, NewStaff, StoredPassword},
    },
    organs::{self, model::Organ},
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
    },
};

/// A password that was handed over ends within a day (ID-10).
const HANDED_LIFE: TimeDelta = TimeDelta::hours(24);
const KEEPERS: [Role; 1] = [Role::Admin];

/// A random password with what is stored of it; made before a change begins, because hashing takes its time.
pub struct Fresh {
    text: String,
    stored: StoredPassword,
}

/// Makes a random password.
pub async fn random_password() -> Result<Fresh, Internal> {
    let text = staff::first_password();
    Ok(Fresh { stored: staff::password(text.clone()).await?, text })
}

/// The staff of the administrator's organ and those below it, by name.
pub async fn list(db: &impl ConnectionTrait, by: &Staff, page: &PageQuery) -> Result<Page<Member>, Problem> {
    by.must_be(&KEEPERS)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let organs = organs::service::organ_and_below(db, by.organ_id).await?;
    let rows = queries::page(db, &organs, after, limit.saturating_add(1)).await?;
    let members =
        rows.into_iter().map(|(row, organ)| member(row, organ.map(|organ| organ.code).unwrap_or_default()));
    let members = members.collect::<Result<_, _>>()?;
    Ok(Page::cut(members, limit, |member: &Member| member.username.clone()))
}

/// One member of staff.
pub async fn read(db: &impl ConnectionTrait, by: &Staff, id: Uuid) -> Result<Member, RosterError> {
    let row = kept(db, by, id).await?;
    let organ = organs::service::organ(db, row.organ_id).await.map_err(Internal::from_error)?;
    Ok(member(row, organ.code)?)
}

fn member(row: staff_account::Model, organ_code: String) -> Result<Member, Internal> {
    Ok(Member {
        id: row.id,
        username: row.username,
        organ_code,
        roles: serde_json::from_value(row.roles)?,
        second_factor: row.totp_sealed.is_some(),
        must_change_password: row.must_change_password,
        disabled_at: row.disabled_at,
        created_at: row.created_at,
    })
}

/// An account that the administrator keeps; another's is answered like one that doesn't exist.
async fn kept(db: &impl ConnectionTrait, by: &Staff, id: Uuid) -> Result<staff_account::Model, RosterError> {
    by.must_be(&KEEPERS)?;
    let row = accounts::any_staff(db, id).await?.ok_or(RosterError::NotFound)?;
    let keeps = policy::may_keep(db, by, row.organ_id, &KEEPERS).await?;
    if keeps { Ok(row) } else { Err(RosterError::NotFound) }
}

/// An account of somebody else that the administrator keeps.
async fn of_another(change: &Change, by: &Staff, id: Uuid) -> Result<staff_account::Model, RosterError> {
    let row = kept(change.db(), by, id).await?;
    if row.id == by.id { Err(RosterError::OwnAccount) } else { Ok(row) }
}

/// The organs for which the administrator makes accounts.
pub async fn organs_kept(db: &impl ConnectionTrait, by: &Staff) -> Result<Vec<Organ>, Problem> {
    by.must_be(&KEEPERS)?;
    Ok(organs::service::organs_from(db, by.organ_id).await?)
}

/// Makes an account with a password that must be changed.
pub async fn add(
    change: &Change,
    by: &Staff,
    new: NewMember,
    first: Fresh,
) -> Result<(Handed, Event), RosterError> {
    by.must_be(&KEEPERS)?;
    let organ = organ_kept(change, by, &new.organ_code).await;
    let (organ, faults) = match organ {
        Ok(organ) => (Some(organ), faults(&new, None)),
        Err(RosterError::Invalid(wrong)) => (None, faults(&new, wrong.into_iter().next())),
        Err(error) => return Err(error),
    };
    let Some(organ) = organ.filter(|_| faults.is_empty()) else { return Err(RosterError::Invalid(faults)) };
    if staff::account(change.db(), &new.username).await?.is_some() {
        return Err(RosterError::NameTaken);
    }
    let facts = json!({ "roles": new.roles });
    let made = NewStaff {
        username: new.username.clone(),
        password: first.stored,
        organ_id: organ,
        roles: new.roles,
    };
    let id = staff::add(change, made).await?;
    let ends_at = change.now() + HANDED_LIFE;
    staff::hand_over(change, id, Some(ends_at)).await?;
    let handed = Handed { id, username: new.username, first_password: first.text, ends_at };
    Ok((handed, Event::new("staff.added", id).at(organ).with(facts)))
}

async fn organ_kept(change: &Change, by: &Staff, code: &str) -> Result<Uuid, RosterError> {
    let unknown = || RosterError::Invalid(vec![FieldFault::new("/organ_code", "not_an_option")]);
    let organ = organs::service::organ_by_code(change.db(), code).await.map_err(|_| unknown())?;
    let keeps = policy::may_keep(change.db(), by, organ.id, &KEEPERS).await?;
    if keeps { Ok(organ.id) } else { Err(unknown()) }
}

fn faults(new: &NewMember, organ: Option<FieldFault>) -> Vec<FieldFault> {
    let name = (!staff::is_username(&new.username)).then(|| FieldFault::new("/username", "bad_username"));
    name.into_iter().chain(organ).chain(role_fault(&new.roles)).collect()
}

/// Changes what somebody may do.
pub async fn set_roles(
    change: &Change,
    by: &Staff,
    id: Uuid,
    mut roles: Vec<Role>,
) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    roles.sort_unstable();
    roles.dedup();
    if let Some(fault) = role_fault(&roles) {
        return Err(RosterError::Invalid(vec![fault]));
    }
    let event = Event::new("staff.roles_changed", id).at(row.organ_id);
    let event = event.with(json!({ "before": row.roles, "after": roles }));
    queries::set_roles(change.db(), id, serde_json::to_value(&roles).map_err(Internal::from)?).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(event)
}

/// Closes an account.
pub async fn disable(change: &Change, by: &Staff, id: Uuid) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    queries::set_disabled(change.db(), id, row.disabled_at.or(Some(change.now()))).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(Event::new("staff.disabled", id).at(row.organ_id))
}

/// Opens a closed account again.
pub async fn enable(change: &Change, by: &Staff, id: Uuid) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    queries::set_disabled(change.db(), id, None).await?;
    Ok(Event::new("staff.enabled", id).at(row.organ_id))
}

/// Gives somebody who forgot theirs a random password for a day, which must be changed.
pub async fn reset_password(
    change: &Change,
    by: &Staff,
    id: Uuid,
    fresh: Fresh,
) -> Result<(Handed, Event), RosterError> {
    let row = of_another(change, by, id).await?;
    let ends_at = change.now() + HANDED_LIFE;
    staff::set_password(change, id, fresh.stored).await?;
    staff::hand_over(change, id, Some(ends_at)).await?;
    let handed = Handed { id, username: row.username, first_password: fresh.text, ends_at };
    Ok((handed, Event::new("staff.password_reset", id).at(row.organ_id)))
}

/// Takes the authenticator of somebody who lost it away; in production they set up another at the next sign-in.
pub async fn reset_factor(change: &Change, by: &Staff, id: Uuid) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    second_factor::remove(change, id).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(Event::new("staff.factor_reset", id).at(row.organ_id))
}

/// Ends every sign-in of somebody.
pub async fn end_sessions(change: &Change, by: &Staff, id: Uuid) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    accounts::end_sign_ins_of(change.db(), id, change.now()).await?;
    Ok(Event::new("sign_in.all_ended", id).at(row.organ_id))
}
