//! What a document says, as it was issued: kept so, never made again from a newer template.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::document::Said;

/// Both versions of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Versions {
    /// As it was issued; personal data.
    pub full: Content,
    /// With names and numbers masked.
    pub public: Content,
    /// The people it is about, masked, as a verification shows them.
    pub people: Vec<String>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentContent)]
pub struct Content {
    /// Its title.
    pub title: Said,
    /// The organ that issued it.
    pub organ: Said,
    /// Its number.
    pub number: Option<String>,
    /// Its day, in words.
    pub date: Said,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentPart)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case")]
pub enum Part {
    /// A heading.
    Heading(Said),
    /// A paragraph.
    Text(Said),
    /// A register.
    Rows(Vec<Line>),
    /// A table.
    Table(Grid),
    /// Lines to sign on.
    Signatures(Vec<Said>),
    /// The organ's name, the date and space for the seal.
    Seal,
}

/// A line of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentLine)]
pub struct Line {
    /// Its name.
    pub label: Said,
    /// What belongs to it.
    pub value: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DocumentTable)]
pub struct Grid {
    /// Shares of the width.
    pub widths: Vec<u8>,
    /// What stands above the columns.
    pub heads: Vec<Said>,
    /// Its lines.
    pub lines: Vec<Vec<String>>,
}
