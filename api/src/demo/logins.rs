//! Logins of the demonstration's staff: one for each role at the city's organ, two more who decide and a second who pays there, and a second reviewer at
//! a county's, so that matters can be diverted. Passwords are random, and in no file but `demo.json`.

use futures_util::{StreamExt, TryStreamExt, stream};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::rules::Post,
    catalog::resident_check_sign,
    demo::file::{Demonstration, Login},
    error::Internal,
    identity::{
        actor::Role,
        holder::{self, Holder},
        staff::{self, NewStaff, StoredPassword},
    },
    organs,
    platform::change::Change,
};

const CITY: &str = "540500";
const COUNTY: &str = "540527";

/// Those who decide on assistance at the city's organ, and their posts: each step of a decision takes another person.
pub(super) const DECIDERS: [(&str, Post); 3] =
    [("approver", Post::DepartmentHead), ("deputy-chief", Post::DeputyChief), ("chief", Post::Chief)];

/// Whoever makes a batch of payments doesn't check it.
const SECOND_FINANCE: &str = "cashier";

/// Each hash takes 19 MiB while it is made.
const HASHED_AT_ONCE: usize = 4;

/// A login and what its account needs.
pub(super) struct Planned {
    login: Login,
    need: Need,
}

enum Need {
    /// The account has this password.
    Nothing,
    /// There is no account.
    Account,
    /// There is an account, whose password nobody knows anymore.
    Password(Uuid),
}

impl Planned {
    /// Whether the login works as it is.
    pub(super) fn stands(&self) -> bool {
        matches!(self.need, Need::Nothing)
    }
}

/// All logins, with the passwords that an earlier start wrote down.
pub(super) async fn plan(app: &App, kept: Option<&Demonstration>) -> Result<Vec<Planned>, Internal> {
    let mut planned = Vec::new();
    for (role, organ) in Role::ALL.map(|role| (role, CITY)).into_iter().chain([(Role::Reviewer, COUNTY)]) {
        planned.push(plan_one(app.db.read(), (role, organ), username(role, organ)?, kept).await?);
    }
    let deciders = DECIDERS.map(|(name, _)| (name, Role::Approver));
    for (name, role) in deciders.into_iter().chain([(SECOND_FINANCE, Role::Finance)]) {
        if planned.iter().all(|known| known.login.username != name) {
            let place = (role, CITY);
            planned.push(plan_one(app.db.read(), place, name.to_owned(), kept).await?);
        }
    }
    Ok(planned)
}

async fn plan_one(
    db: &impl ConnectionTrait,
    (role, organ): (Role, &str),
    username: String,
    kept: Option<&Demonstration>,
) -> Result<Planned, Internal> {
    let account = staff::account(db, &username).await?;
    let known = kept.and_then(|kept| kept.staff.iter().find(|login| login.username == username));
    let need = match (account, known) {
        (Some(_), Some(_)) => Need::Nothing,
        (Some(account), None) => Need::Password(account),
        (None, _) => Need::Account,
    };
    let password = known.map_or_else(staff::first_password, |login| login.password.clone());
    let login = Login { username, password, roles: vec![role], organ_code: organ.to_owned() };
    Ok(Planned { login, need })
}

/// Like `reviewer`, and `reviewer-540527` at a county's organ.
fn username(role: Role, organ: &str) -> Result<String, Internal> {
    let role = serde_json::to_value(role)?;
    let role = role.as_str().unwrap_or_default();
    Ok(if organ == CITY { role.to_owned() } else { format!("{role}-{organ}") })
}

/// Hashes the passwords that have to be entered.
pub(super) async fn hash(planned: Vec<Planned>) -> Result<Vec<(Planned, Option<StoredPassword>)>, Internal> {
    let hashing = planned.into_iter().map(async |planned| {
        let needed = (!planned.stands()).then(|| planned.login.password.clone());
        let stored = match needed {
            Some(password) => Some(staff::password(password).await?),
            None => None,
        };
        Ok((planned, stored))
    });
    stream::iter(hashing).buffered(HASHED_AT_ONCE).try_collect().await
}

/// Makes accounts and sets passwords as far as needed; answers all logins. The caller commits.
pub(super) async fn enter(
    change: &Change,
    hashed: Vec<(Planned, Option<StoredPassword>)>,
) -> anyhow::Result<Vec<Login>> {
    let mut logins = Vec::new();
    for (place, (Planned { login, need }, stored)) in hashed.into_iter().enumerate() {
        match (need, stored) {
            (Need::Account, Some(password)) => add(change, &login, password).await?,
            (Need::Password(account), Some(password)) => {
                staff::set_password(change, account, password).await?;
            }
            _ => {}
        }
        know(change, &login, place).await?;
        logins.push(login);
    }
    Ok(logins)
}

async fn add(change: &Change, login: &Login, password: StoredPassword) -> anyhow::Result<()> {
    let organ = organs::service::organ_by_code(change.db(), &login.organ_code).await?;
    let (username, roles) = (login.username.clone(), login.roles.clone());
    let new = NewStaff { username, password, organ_id: organ.id, department_id: None, roles, holder: None };
    staff::add(change, new).await?;
    Ok(())
}

/// Says who holds the account, unless that is known.
async fn know(change: &Change, login: &Login, place: usize) -> anyhow::Result<()> {
    let Some(account) = staff::account(change.db(), &login.username).await? else { return Ok(()) };
    let known = staff::find(change.db(), account).await?.is_none_or(|staff| staff.known);
    if let (false, Some(holder)) = (known, Holder::of(change.vault(), &invented_number(place))?) {
        holder::set(change, account, holder).await?;
    }
    Ok(())
}

/// A number that nobody alive has: people of the demonstration were born in 1900.
fn invented_number(place: usize) -> String {
    let body = format!("54050019000101{place:03}");
    let sign = resident_check_sign(&body).map(String::from).unwrap_or_default();
    body + &sign
}
