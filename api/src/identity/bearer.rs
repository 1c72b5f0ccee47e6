//! The API's callers, from their bearer token. Cookies don't count here (security.md WEB-5), and a token of the other
//! audience is refused like a wrong one (ID-16).

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header, web::Data};
use futures_util::future::LocalBoxFuture;

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::{Citizen, Staff},
        model::SubjectKind,
        session::{self, SignedIn},
    },
};

fn token(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn app(request: &HttpRequest) -> Option<Data<App>> {
    request.app_data::<Data<App>>().cloned()
}

pub(super) async fn citizen(app: &App, token: &str) -> Result<SignedIn<Citizen>, Problem> {
    let row = session::of_token(app, token, SubjectKind::Citizen).await?;
    row.and_then(|row| session::citizen(app, &row)).ok_or_else(Problem::unauthenticated)
}

pub(super) async fn member(app: &App, token: &str) -> Result<SignedIn<Staff>, Problem> {
    let Some(row) = session::of_token(app, token, SubjectKind::Staff).await? else {
        return Err(Problem::unauthenticated());
    };
    session::member(app, &row).await?.ok_or_else(Problem::unauthenticated)
}

/// A member of staff who owes nothing before they may act.
pub(super) async fn dutiful(app: &App, token: &str) -> Result<SignedIn<Staff>, Problem> {
    let staff = member(app, token).await?;
    match staff.duty {
        Some(duty) => Err(duty.problem()),
        None => Ok(staff),
    }
}

/// A caller of either kind; of staff also those who still owe a duty.
pub enum Caller {
    /// A citizen.
    Citizen(SignedIn<Citizen>),
    /// A member of staff.
    Staff(SignedIn<Staff>),
}

async fn caller(app: &App, token: &str) -> Result<Caller, Problem> {
    match citizen(app, token).await {
        Ok(found) => Ok(Caller::Citizen(found)),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(_) => member(app, token).await.map(Caller::Staff),
    }
}

pub(super) type Extracting<T> = LocalBoxFuture<'static, Result<T, Problem>>;

pub(super) fn extract<T: 'static>(
    request: &HttpRequest,
    find: impl AsyncFnOnce(&App, &str) -> Result<T, Problem> + 'static,
) -> Extracting<T> {
    let found = app(request).zip(token(request));
    Box::pin(async move {
        let (app, token) = found.ok_or_else(Problem::unauthenticated)?;
        find(&app, &token).await
    })
}

/// As [`extract`], and leaves in the request who it was, for the audit record.
fn remember<T: Clone + 'static>(
    request: &HttpRequest,
    find: impl AsyncFnOnce(&App, &str) -> Result<SignedIn<T>, Problem> + 'static,
) -> Extracting<T> {
    let (kept, found) = (request.clone(), extract(request, find));
    Box::pin(async move {
        let found = found.await?;
        kept.extensions_mut().insert(found.clone());
        Ok(found.who)
    })
}

impl FromRequest for Citizen {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        remember(request, citizen)
    }
}

impl FromRequest for Staff {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        remember(request, dutiful)
    }
}

/// A member of staff at the API, also one who still owes a duty: for the routes of their own account.
pub struct Member(pub SignedIn<Staff>);

impl FromRequest for Member {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, async |app: &App, token: &str| member(app, token).await.map(Self))
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, async |app: &App, token: &str| caller(app, token).await)
    }
}
