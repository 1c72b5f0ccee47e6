//! What administrators send and are shown of organs and departments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    organs::model::{Department, Kind, Level, Line, Organ, PartnerKind},
    web::language::Text,
};

/// A text in three languages; what is left out is shown in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
    /// Tibetan.
    #[serde(rename = "bo-CN", default, skip_serializing_if = "Option::is_none")]
    pub bo_cn: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl From<Names> for Text {
    fn from(names: Names) -> Self {
        let zh_cn = names.zh_cn.trim().to_owned();
        let filled = |text: Option<String>| {
            let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            text.unwrap_or_else(|| zh_cn.clone())
        };
        Self { bo_cn: filled(names.bo_cn), en: filled(names.en), zh_cn }
    }
}

impl From<Text> for Names {
    fn from(text: Text) -> Self {
        let Text { zh_cn, bo_cn, en } = text;
        let own = |text: String| Some(text).filter(|text| *text != zh_cn);
        Self { bo_cn: own(bo_cn), en: own(en), zh_cn }
    }
}

/// A new procuratorate or partner below the administrator's organ.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewOrgan {
    /// A procuratorate's administrative code of six digits; a partner's is made up.
    pub code: String,
    /// `procuratorate` or `partner`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// `nation`, `region`, `city`, `county`, `township` or `village`.
    #[schema(value_type = String)]
    pub level: Level,
    /// The procuratorate above it, or the one that works with the partner.
    pub parent_code: String,
    /// The full name.
    pub name: Names,
    /// The name on a button.
    pub short_name: Option<Names>,
    /// What kind of partner; for partners only.
    pub partner: Option<PartnerKind>,
    /// The number to call.
    pub phone: Option<String>,
    /// Whom to ask for: an office, not a person's name.
    pub contact: Option<String>,
}

/// What of an organ can be changed; what is left out is emptied.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OrganChange {
    /// As for a new one.
    #[schema(value_type = String)]
    pub level: Level,
    /// The organ above it; left out for one's own organ, which stays where it is.
    pub parent_code: Option<String>,
    /// The full name.
    pub name: Names,
    /// The name on a button.
    pub short_name: Option<Names>,
    /// What kind of partner; for partners only.
    pub partner: Option<PartnerKind>,
    /// The number to call.
    pub phone: Option<String>,
    /// Whom to ask for.
    pub contact: Option<String>,
}

/// An organ as administrators see it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OrganView {
    /// For other routes.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// `procuratorate` or `partner`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// For how large an area it works.
    #[schema(value_type = String)]
    pub level: Level,
    /// The organ above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_code: Option<String>,
    /// The full name.
    pub name: Names,
    /// The name on a button.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_name: Option<Names>,
    /// What kind of partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerKind>,
    /// The number to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whom to ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Since when it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

impl OrganView {
    /// An organ with the code of the one above it.
    pub fn new(organ: Organ, parent_code: Option<String>) -> Self {
        Self {
            id: organ.id,
            code: organ.code,
            kind: organ.kind,
            level: organ.level,
            parent_code,
            name: organ.name.into(),
            short_name: organ.short_name.map(Names::from),
            partner: organ.partner,
            phone: organ.phone,
            contact: organ.contact,
            closed_at: organ.closed_at,
            version: organ.version,
        }
    }
}

/// A new department.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewDepartment {
    /// Whose: the administrator's own organ or one below it, not a partner.
    pub organ_code: String,
    /// What it works on.
    pub line: Line,
    /// Its name.
    pub name: Names,
}

/// What of a department can be changed.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DepartmentChange {
    /// What it works on from now on; the sign-ins of those who work there end when it changes.
    pub line: Line,
    /// Its name.
    pub name: Names,
}

/// A department as administrators see it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct DepartmentView {
    /// For other routes.
    pub id: Uuid,
    /// Whose it is.
    pub organ_id: Uuid,
    /// What it works on.
    pub line: Line,
    /// Its name.
    pub name: Names,
    /// Since when it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

impl From<Department> for DepartmentView {
    fn from(department: Department) -> Self {
        let Department { id, organ_id, line, name, closed_at, version } = department;
        Self { id, organ_id, line, name: name.into(), closed_at, version }
    }
}

/// Departments of an organ.
#[derive(Serialize, ToSchema)]
pub struct Departments {
    /// The oldest first, closed ones too.
    pub items: Vec<DepartmentView>,
}
