//! Acts for which being signed in isn't enough: who does them proved who they are at most five minutes ago (ID-17).
//!
//! A route takes [`Fresh`] (bearer) or [`ConsoleFresh`] (cookie) in place of the plain extractor; a rule that needs a fresh
//! proof only sometimes calls [`require_fresh`]. A citizen's only proof is a code to the phone, so [`FreshCitizen`] and
//! [`PortalFresh`] ask for a new sign-in.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::StatusCode, web::Data};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::LocalBoxFuture;

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::{Citizen, Staff},
        bearer,
        cookie::{self, ConsoleStaff, PortalCitizen},
        error::IdentityError,
        model::Proof,
        passwords, queries, second_factor,
        session::SignedIn,
        staff_entry::Guard,
    },
    platform::change::{Author, Event},
};

/// How long a proof is fresh.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

fn is_fresh<T>(signed_in: &SignedIn<T>, now: DateTime<Utc>) -> bool {
    now - signed_in.proved_at <= FRESH
}

/// Refuses with 403 `step_up_needed` whose last proof is too old.
pub fn require_fresh<T>(signed_in: &SignedIn<T>, now: DateTime<Utc>) -> Result<(), Problem> {
    if is_fresh(signed_in, now) { Ok(()) } else { Err(Problem::new(StatusCode::FORBIDDEN, "step_up_needed")) }
}

/// A caller of the API with a fresh proof.
pub struct Fresh(pub SignedIn<Staff>);

/// A member of staff at a page of the console, with a fresh proof; others are sent to give one and come back.
pub struct ConsoleFresh(pub SignedIn<Staff>);

/// A citizen at the API whose phone was just proved; others are refused with 403 `fresh_sign_in_needed`.
pub struct FreshCitizen(pub SignedIn<Citizen>);

/// A citizen at a page of the portal whose phone was just proved; others are sent to sign in anew and come back.
pub struct PortalFresh(pub SignedIn<Citizen>);

impl Deref for FreshCitizen {
    type Target = Citizen;

    fn deref(&self) -> &Citizen {
        &self.0.who
    }
}

impl Deref for PortalFresh {
    type Target = Citizen;

    fn deref(&self) -> &Citizen {
        &self.0.who
    }
}

impl Deref for Fresh {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.0.who
    }
}

impl Deref for ConsoleFresh {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.0.who
    }
}

impl FromRequest for Fresh {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        bearer::extract(request, async |app: &App, token: &str| {
            let staff = bearer::dutiful(app, token).await?;
            require_fresh(&staff, app.clock.now())?;
            Ok(Self(staff))
        })
    }
}

impl FromRequest for ConsoleFresh {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, staff) = (request.clone(), ConsoleStaff::from_request(request, payload));
        Box::pin(async move {
            let staff = staff.await?.0;
            let app = request.app_data::<Data<App>>().cloned();
            let fresh = app.is_some_and(|app| require_fresh(&staff, app.clock.now()).is_ok());
            if fresh { Ok(Self(staff)) } else { Err(cookie::instead(to_step_up(&request))) }
        })
    }
}

impl FromRequest for FreshCitizen {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        bearer::extract(request, async |app: &App, token: &str| {
            let citizen = bearer::citizen(app, token).await?;
            if is_fresh(&citizen, app.clock.now()) {
                Ok(Self(citizen))
            } else {
                Err(Problem::new(StatusCode::FORBIDDEN, "fresh_sign_in_needed"))
            }
        })
    }
}

impl FromRequest for PortalFresh {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let citizen = PortalCitizen::from_request(request, payload).into_inner();
        let now = request.app_data::<Data<App>>().map(|app| app.clock.now());
        ready(citizen.and_then(|PortalCitizen(citizen)| {
            let fresh = now.is_some_and(|now| is_fresh(&citizen, now));
            if fresh { Ok(Self(citizen)) } else { Err(cookie::instead(cookie::away_to(request, "/sign-in"))) }
        }))
    }
}

fn to_step_up(request: &HttpRequest) -> HttpResponse {
    cookie::away_to(request, "/console/step-up")
}

/// Takes a password or a code of the authenticator as a fresh proof. Wrong ones count as at the door.
pub async fn step_up(
    app: &App,
    signed_in: &SignedIn<Staff>,
    proof: Proof,
    address: &str,
) -> Result<(), IdentityError> {
    let id = signed_in.who.id;
    let account = queries::staff(app.db.read(), id).await?.ok_or_else(Problem::unauthenticated)?;
    let guard = Guard::new(app, &account.username, address)?;
    guard.check().await?;
    let (pointer, password) = match &proof {
        Proof::Password(password) => ("/password", Some(password.clone())),
        Proof::Totp(_) => ("/totp", None),
    };
    let right = match password {
        Some(password) => passwords::verify(password, Some(account.password_hash.clone())).await?,
        None => false,
    };
    let change = app.change(Author::Staff(id)).await?;
    let right = match proof {
        Proof::Password(_) => right,
        Proof::Totp(code) => second_factor::accept(&change, &account, &code).await?,
    };
    if !right {
        guard.refuse(change, id, "step-up").await?;
        return Err(IdentityError::NotProved(pointer));
    }
    guard.passed().await?;
    queries::prove_sign_in(change.db(), signed_in.sign_in, change.now()).await?;
    Ok(change
        .commit(Event::new("staff.stepped_up", signed_in.sign_in).at(signed_in.who.organ_id), ())
        .await?)
}
