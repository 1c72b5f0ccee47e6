//! Sessions of portal and console: who sends a page's request, from its cookie.
//!
//! Middleware looks the session up once; a page that needs somebody takes [`PortalCitizen`] or [`ConsoleStaff`] as an
//! argument, and whoever isn't that is sent to sign in and comes back afterward.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{Method, header},
    middleware::Next,
    web::Data,
};

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::{Citizen, Duty, Staff},
        service,
        session::{self, SignedIn},
        staff,
    },
    web::{
        cookies,
        visitor::{Kind, SignedIn as Shown},
    },
};

/// Middleware: recognizes who sends a page's request.
pub async fn recognize<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let page = !["/api/", "/assets/", "/q/"].iter().any(|start| request.path().starts_with(start));
    if let Some(app) = app.filter(|_| page)
        && let Some(secret) = cookies::read(request.request(), &app.config, cookies::SESSION)
    {
        remember(&app, request.request(), &secret).await?;
    }
    next.call(request).await
}

async fn remember(app: &App, request: &HttpRequest, secret: &str) -> Result<(), Problem> {
    let Some(row) = session::of_cookie(app, secret).await? else { return Ok(()) };
    if let Some(citizen) = session::citizen(app, &row) {
        let name = service::phone_of(app.db.read(), &app.vault, citizen.who.id).await?.masked();
        request.extensions_mut().insert(Shown { name, kind: Kind::Citizen, roles: Vec::new() });
        request.extensions_mut().insert(citizen);
    } else if let Some(member) = session::member(app, &row).await? {
        let name = staff::username(app.db.read(), member.who.id).await?.unwrap_or_default();
        let roles = member.who.roles.iter().map(|role| role.word().to_owned()).collect();
        request.extensions_mut().insert(Shown { name, kind: Kind::Staff, roles });
        request.extensions_mut().insert(member);
    }
    Ok(())
}

/// The citizen who looks at a page of the portal.
pub struct PortalCitizen(pub SignedIn<Citizen>);

/// The member of staff who looks at a page of the console, and owes nothing before they may act.
pub struct ConsoleStaff(pub SignedIn<Staff>);

/// The member of staff who looks at their own account, where duties are done.
pub struct ConsoleMember(pub SignedIn<Staff>);

impl Deref for PortalCitizen {
    type Target = Citizen;

    fn deref(&self) -> &Citizen {
        &self.0.who
    }
}

impl Deref for ConsoleStaff {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.0.who
    }
}

fn recognized<T: Clone + 'static>(
    request: &HttpRequest,
    sign_in: &'static str,
) -> Result<SignedIn<T>, Error> {
    let found = request.extensions().get::<SignedIn<T>>().cloned();
    found.ok_or_else(|| instead(away_to(request, sign_in)))
}

/// Answers another page in place of the one that was asked for.
pub(super) fn instead(answer: HttpResponse) -> Error {
    InternalError::from_response("another page comes first", answer).into()
}

/// A page to see first. A reader comes back to the same page; whoever posted a form comes back to the page that has it.
pub(super) fn away_to(request: &HttpRequest, first: &str) -> HttpResponse {
    let reads = request.method() == Method::GET;
    let page = request.uri().path_and_query().filter(|_| reads).map(ToString::to_string);
    let next = urlencode(page.as_deref().unwrap_or(request.path()));
    HttpResponse::SeeOther().insert_header((header::LOCATION, format!("{first}?next={next}"))).finish()
}

fn urlencode(path: &str) -> String {
    serde_urlencoded::to_string([("", path)]).unwrap_or_default().trim_start_matches('=').to_owned()
}

impl FromRequest for PortalCitizen {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(recognized(request, "/sign-in").map(Self))
    }
}

impl FromRequest for ConsoleStaff {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let staff: Result<SignedIn<Staff>, Error> = recognized(request, "/console/sign-in");
        ready(staff.and_then(|staff| match staff.duty {
            Some(duty) => Err(instead(away_to(request, done_at(duty)))),
            None => Ok(Self(staff)),
        }))
    }
}

impl FromRequest for ConsoleMember {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(recognized(request, "/console/sign-in").map(Self))
    }
}

/// The page on which a duty is done.
const fn done_at(duty: Duty) -> &'static str {
    match duty {
        Duty::ChangePassword => "/console/account/password",
        Duty::SetUpFactor => "/console/account/factor",
    }
}

/// A path of this site to go on to; anything else, like `//elsewhere`, becomes `home` (security.md WEB-10).
pub fn onward<'a>(next: Option<&'a str>, home: &'a str) -> &'a str {
    let ours = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(['\\', '\r', '\n', '\t'])
            && path.is_ascii()
    };
    next.filter(ours).unwrap_or(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_on_to() {
        assert_eq!(onward(Some("/applications?a=1"), "/"), "/applications?a=1");
        for next in ["//x", "/\\x", "https:x", "https://x", "x", "", "/a\r\nb", "/\tx"] {
            assert_eq!(onward(Some(next), "/home"), "/home", "{next:?}");
        }
    }
}
