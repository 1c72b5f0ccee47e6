//! How staff come in: name, password, and the authenticator where there is one. Whatever is wrong is answered alike, in the
//! same time (ID-7); failures slow the next try without ever locking the account's own people out (ID-8).

use chrono::{DateTime, Utc};
use hechang_entity::staff_account;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    identity::{
        device::Door,
        error::IdentityError,
        model::{StaffLogin, Subject, SubjectKind},
        passwords, queries, second_factor,
        session::{self, Opened},
    },
    platform::{
        change::{Author, Change, Event},
        limits,
    },
    web::address,
};

/// An address from which somebody signed in to an account is no stranger's for so long.
const KNOWN_FOR: std::time::Duration = std::time::Duration::from_hours(30 * 24);

/// Checks name, password and authenticator and signs a member of staff in.
pub async fn sign_in(
    app: &App,
    login: StaffLogin,
    address: &str,
    door: Door,
) -> Result<Opened, IdentityError> {
    let guard = Guard::new(app, &login.username, address)?;
    guard.check().await?;
    let account = queries::staff_by_name(app.db.read(), &login.username).await?;
    let id = account.as_ref().map_or(Uuid::nil(), |account| account.id);
    let account = account.filter(|account| may_enter(account, app.clock.now()));
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let right = passwords::verify(login.password, stored).await?;
    let Some(account) = account.filter(|_| right) else {
        let change = app.change(Author::Visitor).await?;
        return Err(guard.refuse(change, id, "password").await?);
    };
    let change = app.change(Author::Staff(id)).await?;
    if second_factor::enrolled(&account) {
        let Some(code) = login.totp.filter(|code| !code.is_empty()) else {
            return Err(IdentityError::TotpRequired);
        };
        if !second_factor::accept(&change, &account, &code).await? {
            return Err(guard.refuse(change, id, "factor").await?);
        }
    }
    guard.passed().await?;
    let opened = session::open(&change, Subject { kind: SubjectKind::Staff, id }, door).await?;
    let facts = json!({ "sign_in": opened.sign_in(), "network": address::network(address) });
    Ok(change.commit(Event::new("staff.signed_in", id).at(account.organ_id).with(facts), opened).await?)
}

/// Whether an account can be signed in to at all.
fn may_enter(account: &staff_account::Model, now: DateTime<Utc>) -> bool {
    account.disabled_at.is_none() && account.password_ends_at.is_none_or(|end| now < end)
}

/// Counts failures against an account and an address.
pub(super) struct Guard<'a> {
    app: &'a App,
    account: String,
    address: &'a str,
}

impl<'a> Guard<'a> {
    /// A guard over an account by name. The name is kept out of the cache: somebody may have typed their password there.
    pub(super) fn new(app: &'a App, username: &str, address: &'a str) -> Result<Self, Internal> {
        let account = data_encoding::HEXLOWER.encode(&app.vault.index("limits.staff", username)?);
        Ok(Self { app, account, address })
    }

    fn pair(&self) -> String {
        format!("{}:{}", self.account, self.address)
    }

    fn known(&self) -> String {
        format!("known:{}", self.pair())
    }

    /// Whether nobody has signed in to the account from here lately, as far as the cache remembers.
    async fn is_stranger(&self) -> bool {
        self.app.cache.peek(&self.known()).await.map_or(true, |(known, _)| known == 0)
    }

    /// Refuses with 429 while an earlier failure makes this try wait.
    pub(super) async fn check(&self) -> Result<(), Problem> {
        let limits = &self.app.limits;
        limits.slowed(limits::FAILURES_AT_ACCOUNT, &self.pair()).await?;
        limits.slowed(limits::FAILURES_FROM_ADDRESS, self.address).await?;
        if self.is_stranger().await {
            limits.slowed(limits::FAILURES_BY_STRANGERS, &self.account).await?;
        }
        Ok(())
    }

    async fn failed(&self) -> Result<(), Problem> {
        let limits = &self.app.limits;
        limits.failed(limits::FAILURES_AT_ACCOUNT, &self.pair()).await?;
        limits.failed(limits::FAILURES_FROM_ADDRESS, self.address).await?;
        if self.is_stranger().await {
            limits.failed(limits::FAILURES_BY_STRANGERS, &self.account).await?;
        }
        Ok(())
    }

    /// Counts the failure, puts it on the record, and says no more than that something was wrong. The record has the account
    /// where there is one, and the network: a name that doesn't exist may be a slip of somebody's password.
    pub(super) async fn refuse(
        &self,
        change: Change,
        id: Uuid,
        what: &str,
    ) -> Result<IdentityError, Problem> {
        self.failed().await?;
        let organ = queries::staff(change.db(), id).await?.map(|account| account.organ_id);
        let facts = json!({ "wrong": what, "network": address::network(self.address) });
        let event = Event { organ, ..Event::new("staff.sign_in_refused", id).with(facts) };
        change.commit(event, ()).await?;
        Ok(IdentityError::InvalidCredentials)
    }

    /// Forgets the failures, and knows the address from now on.
    pub(super) async fn passed(&self) -> Result<(), Internal> {
        self.app.limits.succeeded(limits::FAILURES_AT_ACCOUNT, &self.pair()).await?;
        // Without the cache the address stays a stranger's: nothing but a slower next try hangs on it.
        if self.app.cache.release(&self.known()).await.is_ok() {
            drop(self.app.cache.claim(&self.known(), KNOWN_FOR).await);
        }
        Ok(())
    }
}
