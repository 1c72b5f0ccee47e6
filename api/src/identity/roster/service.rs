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
        policy::{self, Action, On},
        queries as accounts,
        roster::{
            error::RosterError,
            holding,
            model::{Handed, Member, NewMember},
            placing::{Wanted, held_organ, place_kept},
            queries,
            rights::role_fault,
        },
        second_factor,
        staff::{self, NewStaff, StoredPassword},
    },
    organs::{
        self,
        model::{Department, Organ},
    },
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
    },
};

/// A password that was handed over ends within a day (ID-10).
const HANDED_LIFE: TimeDelta = TimeDelta::hours(24);

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
    policy::require(by, Action::KeepStaff)?;
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
        department_id: row.department_id,
        roles: serde_json::from_value(row.roles)?,
        holder_known: row.holder_index.is_some(),
        second_factor: row.totp_sealed.is_some(),
        must_change_password: row.must_change_password,
        disabled_at: row.disabled_at,
        created_at: row.created_at,
    })
}

/// An account that the administrator keeps; another's is answered like one that doesn't exist.
pub(super) async fn kept(
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
) -> Result<staff_account::Model, RosterError> {
    policy::require(by, Action::KeepStaff)?;
    let row = accounts::any_staff(db, id).await?.ok_or(RosterError::NotFound)?;
    policy::decide(&policy::reach(db, by).await?, Action::KeepStaff, On::Organ(row.organ_id))?;
    Ok(row)
}

/// An account of somebody else that the administrator keeps.
pub(super) async fn of_another(
    change: &Change,
    by: &Staff,
    id: Uuid,
) -> Result<staff_account::Model, RosterError> {
    let row = kept(change.db(), by, id).await?;
    if row.id == by.id { Err(RosterError::OwnAccount) } else { Ok(row) }
}

/// The organs for which the administrator makes accounts.
pub async fn organs_kept(db: &impl ConnectionTrait, by: &Staff) -> Result<Vec<Organ>, Problem> {
    policy::require(by, Action::KeepStaff)?;
    Ok(organs::service::organs_from(db, by.organ_id).await?)
}

/// The departments in which the administrator's people can work, each with the code of its organ.
pub async fn departments_kept(
    db: &impl ConnectionTrait,
    by: &Staff,
) -> Result<Vec<(String, Department)>, Problem> {
    let organs = organs_kept(db, by).await?;
    let ids: Vec<_> = organs.iter().map(|organ| organ.id).collect();
    let all = organs::service::departments_of_all(db, &ids).await?;
    let code = |id: Uuid| organs.iter().find(|organ| organ.id == id).map(|organ| organ.code.clone());
    let mut kept: Vec<_> =
        all.into_iter().filter_map(|one| code(one.organ_id).map(|code| (code, one))).collect();
    kept.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(kept)
}

/// The departments of the organ at which somebody works.
pub async fn departments_at(
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
) -> Result<Vec<Department>, RosterError> {
    let row = kept(db, by, id).await?;
    Ok(organs::service::departments_of(db, row.organ_id).await?)
}

/// Makes an account with a password that must be changed.
pub async fn add(
    change: &Change,
    by: &Staff,
    new: NewMember,
    first: Fresh,
) -> Result<(Handed, Event), RosterError> {
    policy::require(by, Action::KeepStaff)?;
    let name = (!staff::is_username(&new.username)).then(|| FieldFault::new("/username", "bad_username"));
    let (holder, unknown) = holding::of_new(change, &new).await?;
    let place = Wanted { organ_code: &new.organ_code, department_id: new.department_id, roles: &new.roles };
    let organ = place_kept(change, by, place, name.into_iter().chain(unknown)).await?;
    if staff::account(change.db(), &new.username).await?.is_some() {
        return Err(RosterError::NameTaken);
    }
    let facts = json!({ "roles": new.roles });
    let made = NewStaff {
        username: new.username.clone(),
        password: first.stored,
        organ_id: organ,
        department_id: new.department_id,
        roles: new.roles,
        holder,
    };
    let id = staff::add(change, made).await?;
    let ends_at = change.now() + HANDED_LIFE;
    staff::hand_over(change, id, Some(ends_at)).await?;
    let handed = Handed { id, username: new.username, first_password: first.text, ends_at };
    Ok((handed, Event::new("staff.added", id).at(organ).with(facts)))
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
    let organ = held_organ(change, row.organ_id).await?;
    if let Some(fault) = role_fault(&roles, organ.kind) {
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

/// Opens a closed account again, unless its organ was closed meanwhile.
pub async fn enable(change: &Change, by: &Staff, id: Uuid) -> Result<Event, RosterError> {
    let row = of_another(change, by, id).await?;
    held_organ(change, row.organ_id).await?;
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
