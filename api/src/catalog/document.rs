//! Kinds of official documents (文书), as `documents/*.yaml` describes them (docs/catalog.md).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::web::language::Text;

/// A kind of document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// The file's name; stands in addresses and in rows.
    #[serde(skip)]
    pub key: String,
    /// SHA-256 of the file in hexadecimal: which version a document was made from.
    #[serde(skip)]
    pub version: String,
    /// Place in lists.
    pub order: u32,
    /// Its name.
    pub title: Text,
    /// How its number is written; a kind without one has no numbers.
    pub number: Option<Numbering>,
    /// Whether it is for the citizen, who finds it in the portal.
    #[serde(default)]
    pub for_citizen: bool,
    /// Whether staff issue it from the application alone.
    #[serde(default)]
    pub at_desk: bool,
    /// The action of the workflow of assistance with which it is issued by itself.
    pub with_action: Option<String>,
    /// What is filled in.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What it says.
    pub body: Vec<Block>,
}

impl DocumentKind {
    /// A field.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// How a number is written (domain.md §1.16).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// The department code (部门代字) of offices that haven't set their own.
    pub code: String,
    /// A template over `place`, `code`, `year` and `n`.
    pub pattern: String,
}

/// Something that is filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in the body.
    pub key: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Its name on forms.
    pub label: Text,
    /// Whether a document can be without it.
    #[serde(default)]
    pub optional: bool,
    /// Where the application has it: a JSON Pointer into its form, or a [`Known`] word.
    pub from: Option<String>,
    /// Whether staff are asked for it, with what the application has as a beginning.
    #[serde(default)]
    pub asked: bool,
    /// What it says where nobody is asked, because the document goes with an action.
    pub unasked: Option<String>,
    /// What of it a public version shows.
    pub mask: Option<Mask>,
    /// The fields of an item, of a list.
    #[serde(default)]
    pub items: Vec<Field>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentFieldKind)]
pub enum FieldKind {
    /// Words on one line.
    Line,
    /// Words on several lines.
    Text,
    /// A whole number.
    Number,
    /// A day.
    Date,
    /// An amount in fen; the body has it as `digits` and in `words`.
    Money,
    /// Items with fields of their own.
    List,
}

impl FieldKind {
    /// How many signs it may have.
    pub const fn longest(self) -> usize {
        match self {
            Self::Line => 200,
            _ => 5000,
        }
    }
}

/// What a public version shows of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// A name's first sign: 张某某. A name that stands in another field is masked there too.
    Name,
    /// Nothing.
    Hidden,
}

/// What an application knows besides its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The applicant's name.
    Applicant,
    /// The receipt number.
    Receipt,
    /// The service's name.
    Service,
    /// The day on which it was sent.
    SubmittedOn,
    /// The whole form, question by question: items with `section`, `label` and `value`.
    Form,
    /// Its papers: items with `title` and `count`.
    Papers,
    /// What the citizen is asked to mend: items with `about` and `text`.
    Requests,
    /// The day by which the citizen must have mended it.
    DueOn,
    /// The name of the organ in charge.
    Organ,
}

impl Known {
    /// All of them with their words.
    pub const ALL: [(&'static str, Self); 9] = [
        ("applicant", Self::Applicant),
        ("receipt", Self::Receipt),
        ("service", Self::Service),
        ("submitted_on", Self::SubmittedOn),
        ("form", Self::Form),
        ("papers", Self::Papers),
        ("requests", Self::Requests),
        ("due_on", Self::DueOn),
        ("organ", Self::Organ),
    ];

    /// The fact of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find_map(|(known, fact)| (known == word).then_some(fact))
    }
}

/// A part of a document. Its words are templates over the fields, `organ`, `number` and `date`; what comes out empty is left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading within the document.
    Heading(Said),
    /// A paragraph.
    Text(Said),
    /// A register: names and what belongs to them.
    Rows(Vec<Row>),
    /// A table with a line for each item of a list.
    Table(Table),
    /// Lines to sign on, or for a thumbprint.
    Signatures(Vec<Said>),
    /// The organ's name, the date and space for the seal.
    Seal,
}

/// Words in Chinese, which counts, with Tibetan beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentWords)]
pub struct Said {
    /// Chinese.
    pub zh: String,
    /// Tibetan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bo: Option<String>,
}

/// A line of a register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name.
    pub label: Said,
    /// What belongs to it.
    pub value: String,
}

/// A table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The list whose items are its lines; a column sees one as `item`, and its place, from 1, as `n`.
    pub each: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What stands above it.
    pub head: Said,
    /// What stands in it.
    pub cell: String,
    /// Its share of the width.
    #[serde(default = "one")]
    pub width: u8,
}

fn one() -> u8 {
    1
}
