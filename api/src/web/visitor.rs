//! Who looks at a page, as far as the shell shows it.

use actix_web::{HttpMessage, HttpRequest};
use serde::Serialize;

/// The signed-in reader of a page. Identity puts it into the request's extensions before a page is drawn.
#[derive(Clone, Debug, Serialize)]
pub struct SignedIn {
    /// How the header calls them: masked for citizens.
    pub name: String,
    /// Which side of the counter they are on.
    pub kind: Kind,
    /// What staff may do, by the words of their roles: the console shows each its own links. Empty for citizens.
    pub roles: Vec<String>,
}

/// Which side of the counter somebody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A citizen, in the portal.
    Citizen,
    /// Staff, in the console.
    Staff,
}

impl SignedIn {
    /// Whoever is signed in, if anybody.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }
}
