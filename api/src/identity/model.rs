//! The words of signing in, as types.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{identity::actor::Role, organs::model::Line};

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A citizen's.
    Citizen,
    /// A member of staff's.
    Staff,
}

impl SubjectKind {
    /// The word as it is stored, and the audience of its tokens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Staff => "staff",
        }
    }
}

/// An account: whose, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Whose.
    pub kind: SubjectKind,
    /// Which.
    pub id: Uuid,
}

/// Where somebody is signed in; decides how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Bearer tokens, as the mini-program uses.
    Api,
    /// The citizen's portal in a browser.
    Portal,
    /// The staff console in a browser.
    Console,
}

/// A request for a one-time code.
#[derive(Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// A mobile number of mainland China.
    #[validate(length(max = 30))]
    #[schema(example = "13800000001")]
    pub phone: String,
}

/// A code is on its way.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CodeSent {
    /// Names the challenge that the code answers.
    pub challenge_id: Uuid,
    /// Seconds until the code ends.
    pub expires_in: i64,
    /// Seconds until another may be asked for.
    pub resend_after: i64,
}

/// A one-time code typed in.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CodeAnswer {
    /// The challenge.
    pub challenge_id: Uuid,
    /// Six digits.
    #[validate(length(max = 20))]
    pub code: String,
}

/// A staff login.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct StaffLogin {
    /// The account's name.
    #[validate(length(max = 60))]
    pub username: String,
    /// 12 to 128 characters, none trimmed or cut.
    #[validate(length(max = 128))]
    pub password: String,
    /// The six digits of the authenticator, or a recovery code.
    #[validate(length(max = 30))]
    pub totp: Option<String>,
}

/// A fresh proof of who one is: one of the two.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// The password.
    #[validate(length(max = 128))]
    pub password: Option<String>,
    /// The six digits of the authenticator, or a recovery code.
    #[validate(length(max = 30))]
    pub totp: Option<String>,
}

/// A fresh proof of who one is.
pub enum Proof {
    /// The password.
    Password(String),
    /// A code of the authenticator, or a recovery code.
    Totp(String),
}

impl StepUp {
    /// The proof that was given; the authenticator's where both were.
    pub fn proof(self) -> Option<Proof> {
        self.totp.map(Proof::Totp).or(self.password.map(Proof::Password))
    }
}

/// A new password in place of the present one.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    #[validate(length(max = 128))]
    pub password: String,
    /// 12 to 128 characters of any kind; no common one, none that holds the user's name.
    #[validate(length(max = 512))]
    pub new_password: String,
}

/// How it stands with one's own authenticator.
#[derive(Serialize, ToSchema)]
pub struct FactorState {
    /// Whether there is one.
    pub enrolled: bool,
    /// Recovery codes that haven't been used.
    pub codes_left: u64,
}

/// An authenticator that is being set up; shown to its owner alone.
#[derive(Serialize, ToSchema)]
pub struct FactorSecret {
    /// `otpauth://…`, for a QR code.
    pub address: String,
    /// The same secret for typing in.
    pub secret: String,
}

/// A code of the authenticator that is being set up.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits.
    #[validate(length(max = 30))]
    pub code: String,
}

/// Codes that stand in for the authenticator, each once; answered this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten of them; they take the place of all earlier ones.
    pub codes: Vec<String>,
}

/// A device on which somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct DeviceView {
    /// The sign-in.
    pub id: Uuid,
    /// `iphone`, `android`, `wechat`, `computer` or `other`.
    pub device: String,
    /// By which face: `api`, `portal` or `console`.
    pub channel: String,
    /// Whether this request comes from it.
    pub current: bool,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last in use, to the minute.
    pub seen_at: DateTime<Utc>,
}

/// A refresh token to be exchanged.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// Works once.
    #[validate(length(max = 100))]
    pub refresh_token: String,
}

/// What a client signs its requests with.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// Short-lived bearer token.
    pub access_token: String,
    /// `Bearer`
    pub token_type: String,
    /// Seconds.
    pub expires_in: i64,
    /// Exchanged for new tokens; works once, used twice it ends the sign-in.
    pub refresh_token: String,
    /// Seconds.
    pub refresh_expires_in: i64,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The account.
    pub id: Uuid,
    /// Whose it is.
    pub kind: SubjectKind,
    /// The name, masked.
    pub name_masked: String,
    /// A citizen's phone, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_masked: Option<String>,
    /// A member of staff's roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// A member of staff's organ, by code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organ: Option<String>,
    /// The line of work of a member of staff's department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
}
