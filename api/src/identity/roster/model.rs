//! The words of the roster, as types.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::identity::actor::Role;

/// A member of staff as administrators see them.
#[derive(Serialize, ToSchema)]
pub struct Member {
    /// The account.
    pub id: Uuid,
    /// The name they sign in with.
    pub username: String,
    /// Where they work.
    pub organ_code: String,
    /// In which of its departments, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department_id: Option<Uuid>,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether it was entered which person holds the account.
    pub holder_known: bool,
    /// Whether they have an authenticator.
    pub second_factor: bool,
    /// Whether they still have to choose a password of their own.
    pub must_change_password: bool,
    /// Since when they can't sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

/// A new member of staff.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// 2 to 60 small letters, digits, dots and dashes.
    #[validate(length(min = 2, max = 60))]
    pub username: String,
    /// The organ they work for: the administrator's own or one below it.
    #[validate(length(min = 1, max = 20))]
    pub organ_code: String,
    /// One of that organ's departments; left out for those who stand above them.
    pub department_id: Option<Uuid>,
    /// One or more that go together (docs/adr/009-who-gives-rights.md).
    pub roles: Vec<Role>,
    /// The resident identity number of the person; only a keyed hash of it is kept. Needed of those who propose, decide and pay.
    #[validate(length(max = 18))]
    pub id_number: Option<String>,
}

/// Which person holds an account.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HolderBody {
    /// The resident identity number; only a keyed hash of it is kept.
    #[validate(length(min = 1, max = 18))]
    pub id_number: String,
}

/// Where somebody works from now on, and as what.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// The organ they work for: the administrator's own or one below it.
    #[validate(length(min = 1, max = 20))]
    pub organ_code: String,
    /// One of that organ's departments; left out for those who stand above them.
    pub department_id: Option<Uuid>,
    /// One or more that go together (docs/adr/009-who-gives-rights.md).
    pub roles: Vec<Role>,
}

/// What a member of staff may do from now on.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RolesBody {
    /// One or more that go together (docs/adr/009-who-gives-rights.md).
    pub roles: Vec<Role>,
}

/// Where a member of staff works from now on.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DepartmentBody {
    /// One of their organ's departments; left out for those who stand above them.
    pub department_id: Option<Uuid>,
}

/// A password to be handed over; it is shown this once and must be changed at the first sign-in.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Handed {
    /// The account.
    pub id: Uuid,
    /// The name to sign in with.
    pub username: String,
    /// Random.
    pub first_password: String,
    /// When the password stops to work.
    pub ends_at: DateTime<Utc>,
}
