//! A member of staff sets up, confirms and replaces their own authenticator.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    identity::{
        actor::Staff, error::IdentityError, queries, second_factor, session::SignedIn, staff_entry::Guard,
    },
    platform::change::{Author, Event},
};

/// Whether somebody has an authenticator.
pub async fn enrolled(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Internal> {
    Ok(queries::staff(db, id).await?.is_some_and(|account| second_factor::enrolled(&account)))
}

/// Begins to set one up.
pub async fn begin(app: &App, staff: &SignedIn<Staff>) -> Result<(), Internal> {
    let change = app.change(Author::from(&staff.who)).await?;
    second_factor::begin(&change, staff.who.id).await?;
    let event = Event::new("staff.factor_begun", staff.who.id).at(staff.who.organ_id);
    change.commit(event, ()).await
}

/// Takes it into use; every other sign-in ends. Answers the recovery codes.
pub async fn confirm(
    app: &App,
    staff: &SignedIn<Staff>,
    code: &str,
    address: &str,
) -> Result<Vec<String>, IdentityError> {
    let id = staff.who.id;
    let account = queries::staff(app.db.read(), id).await?.ok_or_else(Problem::unauthenticated)?;
    let guard = Guard::new(app, &account.username, address)?;
    guard.check().await?;
    let change = app.change(Author::Staff(id)).await?;
    let Some(codes) = second_factor::confirm(&change, id, code).await? else {
        guard.refuse(change, id, "new factor").await?;
        return Err(IdentityError::NotProved("/code"));
    };
    queries::end_other_sign_ins(change.db(), id, staff.sign_in, change.now()).await?;
    queries::prove_sign_in(change.db(), staff.sign_in, change.now()).await?;
    // The codes are shown, never kept: the answer that is committed doesn't hold them.
    change.commit(Event::new("staff.factor_set", id).at(staff.who.organ_id), ()).await?;
    Ok(codes)
}

/// Replaces the recovery codes.
pub async fn new_codes(app: &App, staff: &SignedIn<Staff>) -> Result<Vec<String>, Internal> {
    let change = app.change(Author::from(&staff.who)).await?;
    let codes = second_factor::new_codes(&change, staff.who.id).await?;
    let event = Event::new("staff.recovery_codes_replaced", staff.who.id).at(staff.who.organ_id);
    change.commit(event, ()).await?;
    Ok(codes)
}
