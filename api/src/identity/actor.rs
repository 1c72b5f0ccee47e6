//! The people who act. A handler that takes one of these as an argument can't be reached by anybody else.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{error::Problem, organs::model::Line, platform::change::Author};

/// A signed-in citizen (群众): sees what is theirs.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// The account.
    pub id: Uuid,
}

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The account.
    pub id: Uuid,
    /// The organ (procuratorate or partner) they work for.
    pub organ_id: Uuid,
    /// The organ's administrative code, like 540500.
    pub organ_code: String,
    /// The line of work of their department (条线); none for those who stand above departments or outside them.
    pub line: Option<Line>,
    /// What they may do there.
    pub roles: Vec<Role>,
    /// Whether it is known which person holds the account ([`crate::identity::holder`]).
    pub known: bool,
}

/// What a member of staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Receives, checks in, reviews uploads (接待).
    Reception,
    /// Handles the matter (承办检察官).
    Reviewer,
    /// Decides; the handler's supervisor (部门负责人、分管副检察长、检察长).
    Approver,
    /// Pays and keeps the budget (计财).
    Finance,
    /// Works for a partner (协作单位).
    Partner,
    /// Holds money in custody (代管人).
    Custodian,
    /// Sees, changes nothing (审计).
    Auditor,
    /// Keeps organs, centers, staff and codes (管理员).
    Admin,
}

/// What a member of staff must do before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Choose a password of their own in place of the one they were given (ID-10).
    ChangePassword,
    /// Set up an authenticator (ID-5).
    SetUpFactor,
}

impl Duty {
    /// 403, naming the duty.
    pub fn problem(self) -> Problem {
        let code = match self {
            Self::ChangePassword => "password_change_needed",
            Self::SetUpFactor => "factor_needed",
        };
        Problem::new(StatusCode::FORBIDDEN, code)
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Reception,
        Self::Reviewer,
        Self::Approver,
        Self::Finance,
        Self::Partner,
        Self::Custodian,
        Self::Auditor,
        Self::Admin,
    ];

    /// The word in JSON, in the catalog and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::Finance => "finance",
            Self::Partner => "partner",
            Self::Custodian => "custodian",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }
}

impl Staff {
    /// Whether they have one of these roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }
}

impl From<&Citizen> for Author {
    fn from(citizen: &Citizen) -> Self {
        Self::Citizen(citizen.id)
    }
}

impl From<&Staff> for Author {
    fn from(staff: &Staff) -> Self {
        Self::Staff(staff.id)
    }
}

/// Who begins a change: its author, and of a member of staff what the request knows of them.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Whose name stands on the record.
    pub author: Author,
    /// The member of staff as they were when the request began; none for acts on one's own account, which have rules of their own.
    pub staff: Option<&'a Staff>,
}

impl From<Author> for By<'_> {
    fn from(author: Author) -> Self {
        Self { author, staff: None }
    }
}

impl From<&Citizen> for By<'_> {
    fn from(citizen: &Citizen) -> Self {
        Self { author: citizen.into(), staff: None }
    }
}

impl<'a> From<&'a Staff> for By<'a> {
    fn from(staff: &'a Staff) -> Self {
        Self { author: staff.into(), staff: Some(staff) }
    }
}
