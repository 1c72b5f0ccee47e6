//! A member of staff chooses a password of their own.

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::Staff,
        device::Door,
        error::IdentityError,
        model::{PasswordChange, Subject, SubjectKind},
        password_rules, passwords, queries,
        session::{self, Opened, SignedIn},
        staff,
        staff_entry::Guard,
    },
    platform::change::{Author, Event},
};

/// Sets a new password. Every sign-in ends with the old one (ID-13); where a door is given, a new one begins there.
pub async fn change(
    app: &App,
    signed_in: &SignedIn<Staff>,
    given: PasswordChange,
    address: &str,
    door: Option<Door>,
) -> Result<Option<Opened>, IdentityError> {
    let id = signed_in.who.id;
    let account = queries::staff(app.db.read(), id).await?.ok_or_else(Problem::unauthenticated)?;
    let guard = Guard::new(app, &account.username, address)?;
    guard.check().await?;
    let same = given.password == given.new_password;
    if !passwords::verify(given.password, Some(account.password_hash)).await? {
        guard.refuse(app.change(Author::Staff(id)).await?, id, "password").await?;
        return Err(IdentityError::NotProved("/password"));
    }
    check(&given.new_password, &account.username, same)?;
    let stored = staff::password(given.new_password).await?;
    let change = app.change(Author::Staff(id)).await?;
    staff::set_password(&change, id, stored).await?;
    let opened = match door {
        Some(door) => Some(session::open(&change, Subject { kind: SubjectKind::Staff, id }, door).await?),
        None => None,
    };
    let event = Event::new("staff.password_changed", id).at(signed_in.who.organ_id);
    Ok(change.commit(event, opened).await?)
}

fn check(password: &str, username: &str, same: bool) -> Result<(), Problem> {
    const FIELD: &str = "/new_password";
    let same = same.then(|| crate::error::FieldFault::new(FIELD, "password_same"));
    match same.or_else(|| password_rules::fault(FIELD, password, username)) {
        Some(fault) => Err(Problem::invalid(vec![fault])),
        None => Ok(()),
    }
}
